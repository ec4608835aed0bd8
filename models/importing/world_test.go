package importing_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/importing"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// village is a station of a town with a team, a shift of yesterday, and a manager who has a grant.
type village struct {
	*modelstest.World
	center, town, station *organization.Organization
	team                  *team.Team
	manager               models.Actor
	people                int
}

func found(t testing.TB, w *modelstest.World) *village {
	t.Helper()
	v := &village{World: w}
	v.write(t, models.Actor{}, func(tx *models.Tx) (err error) {
		v.center, err = organization.FoundCenter(tx, "宜兴市", "")
		return err
	})
	admin := models.Actor{AccountID: 1, Scopes: []models.Scope{{Role: models.CenterAdmin, OrganizationID: v.center.ID, Path: v.center.Path}}}
	v.write(t, admin, func(tx *models.Tx) (err error) {
		if v.town, err = organization.Create(tx, organization.Input{Name: "甲镇", Level: organization.Institute, ParentID: v.center.ID}); err != nil {
			return err
		}
		v.station, err = organization.Create(tx, organization.Input{Name: "甲村", Level: organization.Station, ParentID: v.town.ID})
		return err
	})
	v.manager = v.staff(t, models.StationManager, v.station)
	v.write(t, v.manager, func(tx *models.Tx) (err error) {
		v.team, err = team.Create(tx, team.Input{OrganizationID: v.station.ID, Name: "理发队", Affiliation: team.Party, Category: "便民服务"})
		return err
	})
	return v
}

// staff is an account with a role at an organization.
func (v *village) staff(t testing.TB, role models.Role, where *organization.Organization) (actor models.Actor) {
	t.Helper()
	v.people++
	v.write(t, models.SystemActor("test"), func(tx *models.Tx) (err error) {
		own := &account.Account{Name: string(role), Status: account.Active, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		if err := tx.DB.Create(own).Error; err != nil {
			return err
		}
		grant := &account.Grant{AccountID: own.ID, Role: role, OrganizationID: where.ID, StartsAt: tx.Now, CreatedAt: tx.Now}
		if err := tx.DB.Create(grant).Error; err != nil {
			return err
		}
		actor, err = account.ActorOf(tx, own.ID)
		return err
	})
	return actor
}

// volunteer makes a person with a profile of that name and phone.
func (v *village) volunteer(t testing.TB, name, phone string) {
	t.Helper()
	v.people++
	v.write(t, models.Actor{}, func(tx *models.Tx) error {
		own, err := account.FindOrCreateByWechat(tx, fmt.Sprint("open ", v.people), name)
		if err == nil {
			tx.Actor.AccountID = own.ID
			_, err = volunteer.Save(tx, volunteer.Input{Name: name, Gender: volunteer.Female, BornOn: "1990-05-01", Phone: phone})
		}
		return err
	})
}

// pastShift writes an activity with one shift of two hours that ended yesterday, as rows: the rules that make them stand elsewhere.
func (v *village) pastShift(t testing.TB) (id int64) {
	t.Helper()
	v.write(t, models.Actor{}, func(tx *models.Tx) error {
		from, to := tx.Now.Add(-26*time.Hour), tx.Now.Add(-24*time.Hour)
		if err := tx.DB.Raw("SELECT COALESCE(MAX(id), 0) + 1 FROM shifts").Scan(&id).Error; err != nil {
			return err
		}
		err := tx.DB.Exec(`INSERT INTO activities (id, station_id, team_id, title, category, place, description, starts_at, ends_at, sign_up_opens_at,
			sign_up_closes_at, cancel_closes_at, status, pending_entries, decided_entries, version, created_at, updated_at)
			VALUES (?, ?, ?, '社区义诊', '医疗健身', '村口', '', ?, ?, ?, ?, ?, 'published', 0, 0, 1, ?, ?)`,
			id, v.station.ID, v.team.ID, from, to, from, from, from, from, from).Error
		if err != nil {
			return err
		}
		return tx.DB.Exec(`INSERT INTO shifts (id, activity_id, role, starts_at, ends_at, capacity, waitlist_capacity, confirmed, waitlisted,
			last_sequence, roster_version, code_secret, version, created_at, updated_at) VALUES (?, ?, '引导员', ?, ?, 100, 0, 0, 0, 0, 0, 'secret', 1, ?, ?)`,
			id, id, from, to, from, from).Error
	})
	return id
}

func (v *village) write(t testing.TB, actor models.Actor, unit func(tx *models.Tx) error) {
	t.Helper()
	if err := v.DB.Write(t.Context(), actor, unit); err != nil {
		t.Fatalf("write: %v", err)
	}
}

func (v *village) read(t testing.TB, actor models.Actor, unit func(tx *models.Tx) error) {
	t.Helper()
	if err := v.DB.Read(t.Context(), actor, unit); err != nil {
		t.Fatalf("read: %v", err)
	}
}

// upload hands a file in and gives the import.
func (v *village) upload(t testing.TB, kind importing.Kind, content []byte) (made *importing.Import, err error) {
	t.Helper()
	in := importing.Input{Kind: kind, OrganizationID: v.station.ID, FileName: "名单.xlsx", Content: content}
	err = v.DB.Write(t.Context(), v.manager, func(tx *models.Tx) (err error) {
		made, err = importing.Create(tx, in)
		return err
	})
	return made, err
}

// checked hands a file in, lets it be checked, and gives the import.
func (v *village) checked(t testing.TB, kind importing.Kind, content []byte) *importing.Import {
	t.Helper()
	made, err := v.upload(t, kind, content)
	if err != nil {
		t.Fatalf("upload: %v", err)
	}
	v.work(t)
	return v.find(t, made.ID)
}

// text is a file of these lines.
func text(lines ...string) []byte { return []byte(strings.Join(lines, "\r\n") + "\r\n") }

// work does what waits in the queue; what goes wrong with one import stands in the import.
func (v *village) work(t testing.TB) {
	t.Helper()
	for range 20 {
		claim, found, err := importing.ClaimImport(t.Context(), v.DB, "test")
		if err != nil {
			t.Fatalf("claim: %v", err)
		}
		if !found {
			return
		}
		if err := claim.Work(t.Context()); err != nil {
			t.Logf("work: %v", err)
		}
	}
	t.Fatal("there is no end of work")
}

func (v *village) find(t testing.TB, id int64) (found *importing.Import) {
	t.Helper()
	v.read(t, v.manager, func(tx *models.Tx) (err error) { found, err = importing.Find(tx, id); return err })
	return found
}

func (v *village) confirm(t testing.TB, id int64, mode importing.Mode) error {
	t.Helper()
	err := v.DB.Write(t.Context(), v.manager, func(tx *models.Tx) error { _, err := importing.Confirm(tx, id, mode); return err })
	if err == nil {
		v.work(t)
	}
	return err
}

// faults tells what is wrong: "3 手机号 pattern" for each cell.
func (v *village) faults(t testing.TB, id int64) (told []string) {
	t.Helper()
	v.read(t, v.manager, func(tx *models.Tx) error {
		found, err := importing.ListFaults(tx, id, models.Page{Limit: 100})
		for _, fault := range found.Items {
			told = append(told, fmt.Sprintf("%d %s %s", fault.Row, fault.Head, fault.Code))
		}
		return err
	})
	return told
}

// count counts the rows of a table.
func (v *village) count(t testing.TB, table string) (rows int64) {
	t.Helper()
	v.read(t, v.manager, func(tx *models.Tx) error { return tx.DB.Table(table).Count(&rows).Error })
	return rows
}

// expect checks where an import stands and what it counted.
func expect(t testing.TB, what string, got *importing.Import, status importing.Status, good, known, bad int64) {
	t.Helper()
	if got.Status != status || got.GoodRows != good || got.KnownRows != known || got.BadRows != bad {
		reason := ""
		if got.Failure != nil {
			reason = *got.FailureCode + " " + *got.Failure
		}
		t.Errorf("%s: %s with %d good, %d known, %d bad %s; want %s with %d, %d, %d", what, got.Status, got.GoodRows, got.KnownRows, got.BadRows, reason, status, good, known, bad)
	}
}

// workbook is a workbook whose first sheet has these rows; a string is text, an int a number, a formula what begins with "=".
func workbook(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	book := excelize.NewFile()
	for i, row := range rows {
		for j, value := range row {
			place, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err == nil {
				if text, is := value.(formula); is {
					err = book.SetCellFormula("Sheet1", place, string(text))
				} else {
					err = book.SetCellValue("Sheet1", place, value)
				}
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	return written(t, book)
}

// formula is a cell that is calculated.
type formula string

func written(t testing.TB, book *excelize.File) []byte {
	t.Helper()
	var content bytes.Buffer
	if err := book.Write(&content); err != nil {
		t.Fatal(err)
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	return content.Bytes()
}

// confirming and discarding are the two answers to a check, as units.
func confirming(id int64) func(tx *models.Tx) error {
	return func(tx *models.Tx) error { _, err := importing.Confirm(tx, id, importing.All); return err }
}

func discarding(id int64) func(tx *models.Tx) error {
	return func(tx *models.Tx) error { _, err := importing.Discard(tx, id); return err }
}
