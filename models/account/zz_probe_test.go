package account_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/modelstest"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

func TestProbe(t *testing.T) {
	db := modelstest.Open(t, "sqlite").DB
	_ = db.Write(t.Context(), models.SystemActor("x"), func(tx *models.Tx) error {
		a, err := account.FirstAdministrator(tx, account.Input{Name: "张三", Phone: "13800000001", PasswordHash: "x"})
		if err != nil { t.Fatal(err) }
		err = tx.UpdateVersion(a, a.ID, a.Version, map[string]any{"name": "李四"})
		t.Log(a.Name, a.Version, err)
		return nil
	})
}
