package modelstest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/modelstest"
)

// recorder collects what a check complains of, instead of failing.
type recorder struct {
	*testing.T
	complaints []string
}

func (r *recorder) Errorf(format string, values ...any) {
	r.complaints = append(r.complaints, fmt.Sprintf(format, values...))
}

type fittingSession struct {
	ID                   int64
	AccountID            int64
	CreatedAt, ExpiresAt time.Time
	RevokedAt            *time.Time
}

func (fittingSession) TableName() string { return "sessions" }

type driftedSession struct {
	ID        int64
	AccountID *int64
	CreatedAt time.Time
	RevokedAt time.Time
	Colour    string
}

func (driftedSession) TableName() string { return "sessions" }

type homeless struct{ ID int64 }

func TestMatchesSchema(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, fittingSession{})
		r := &recorder{T: t}
		modelstest.MatchesSchema(r, w, &driftedSession{}, &homeless{})
		all := strings.Join(r.complaints, "\n")
		for _, want := range []string{
			"sessions.expires_at has no field",
			"has no column colour",
			"driftedSession.AccountID: the field may be nil",
			"sessions.revoked_at may be NULL",
			"there is no table homeless",
		} {
			if !strings.Contains(all, want) {
				t.Errorf("no complaint says %q:\n%s", want, all)
			}
		}
		if len(r.complaints) != 5 {
			t.Errorf("%d complaints, want 5:\n%s", len(r.complaints), all)
		}
	})
}

// TestSchemaSeesChanges takes away the comparison's right to be blind: each change must show, and nothing besides.
func TestSchemaSeesChanges(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		before := modelstest.Schema(t, w)["setup_keys"]
		for _, statement := range []string{
			"CREATE TABLE gifts (number BIGINT NOT NULL, holder BIGINT NULL, PRIMARY KEY (number), " +
				"CONSTRAINT fk_gifts FOREIGN KEY (holder) REFERENCES installation (id) ON DELETE CASCADE)",
			"ALTER TABLE setup_keys ADD COLUMN colour VARCHAR(7) NULL",
			"CREATE UNIQUE INDEX uk_setup_keys ON setup_keys (expires_at, colour)",
			"CREATE INDEX ix_setup_keys ON setup_keys (created_at)",
		} {
			change(t, w, statement)
		}
		after := modelstest.Schema(t, w)
		before.Columns["colour"] = modelstest.Column{Type: "varchar(7)", Nullable: true}
		before.UniqueKeys = []string{"expires_at, colour"}
		before.Indexes = []string{"created_at"}
		if difference := cmp.Diff(before, after["setup_keys"]); difference != "" {
			t.Errorf("setup_keys, want (-), got (+):\n%s", difference)
		}
		gifts := modelstest.Table{
			Columns:     map[string]modelstest.Column{"number": {Type: "integer"}, "holder": {Type: "integer", Nullable: true}},
			PrimaryKey:  []string{"number"},
			ForeignKeys: []string{"holder -> installation (id) on delete cascade on update restrict"},
		}
		if difference := cmp.Diff(gifts, after["gifts"]); difference != "" {
			t.Errorf("gifts, want (-), got (+):\n%s", difference)
		}
	})
}

func change(t *testing.T, w *modelstest.World, statement string) {
	t.Helper()
	err := w.DB.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.Exec(statement).Error })
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
