package hours_test

import (
	"fmt"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// ledger is a county with two stations in two towns; each has a team with one activity of one shift.
type ledger struct {
	*modelstest.World
	center   *organization.Organization
	towns    [2]*organization.Organization
	stations [2]*organization.Organization
	teams    [2]*team.Team
	people   int
}

func found(t testing.TB, w *modelstest.World) *ledger {
	t.Helper()
	l := &ledger{World: w}
	l.write(t, models.Actor{}, func(tx *models.Tx) (err error) {
		l.center, err = organization.FoundCenter(tx, "宜兴市", "")
		return err
	})
	l.write(t, on(models.CenterAdmin, l.center), func(tx *models.Tx) (err error) {
		for i, name := range []string{"甲", "乙"} {
			if l.towns[i], err = organization.Create(tx, organization.Input{Name: name + "镇", Level: organization.Institute, ParentID: l.center.ID}); err != nil {
				return err
			}
			if l.stations[i], err = organization.Create(tx, organization.Input{Name: name + "村", Level: organization.Station, ParentID: l.towns[i].ID}); err != nil {
				return err
			}
			in := team.Input{OrganizationID: l.stations[i].ID, Name: name + "队", Affiliation: team.Affiliations()[i], Category: "便民服务"}
			if l.teams[i], err = team.Create(tx, in); err != nil {
				return err
			}
			if err := happen(tx, int64(i+1), l.stations[i].ID, l.teams[i].ID); err != nil {
				return err
			}
		}
		return nil
	})
	return l
}

// happen writes an activity with one shift, both with that id, that is just over, as rows: the rules that make them stand above hours.
func happen(tx *models.Tx, id, station, host int64) error {
	err := tx.DB.Exec(`INSERT INTO activities (id, station_id, team_id, title, category, place, description, starts_at, ends_at, sign_up_opens_at,
		sign_up_closes_at, cancel_closes_at, status, pending_entries, decided_entries, version, created_at, updated_at)
		VALUES (?, ?, ?, '义剪', ?, '村口', '', ?, ?, ?, ?, ?, 'published', 0, 0, 1, ?, ?)`,
		id, station, host, []string{"理发", "宣讲"}[id-1], tx.Now, tx.Now, tx.Now, tx.Now, tx.Now, tx.Now, tx.Now).Error
	if err != nil {
		return err
	}
	return tx.DB.Exec(`INSERT INTO shifts (id, activity_id, role, starts_at, ends_at, capacity, waitlist_capacity, confirmed, waitlisted,
		last_sequence, roster_version, code_secret, version, created_at, updated_at) VALUES (?, ?, '理发师', ?, ?, 100, 0, 0, 0, 0, 0, 'secret', 1, ?, ?)`,
		id, id, tx.Now.Add(-8*time.Hour), tx.Now, tx.Now, tx.Now).Error
}

// on has one role on one organization.
func on(role models.Role, where *organization.Organization) models.Actor {
	return models.Actor{AccountID: 77, Name: string(role), Scopes: []models.Scope{{Role: role, OrganizationID: where.ID, Path: where.Path}}}
}

func (l *ledger) write(t testing.TB, actor models.Actor, unit func(tx *models.Tx) error) {
	t.Helper()
	if err := l.DB.Write(t.Context(), actor, unit); err != nil {
		t.Fatalf("write: %v", err)
	}
}

func (l *ledger) read(t testing.TB, actor models.Actor, unit func(tx *models.Tx) error) {
	t.Helper()
	if err := l.DB.Read(t.Context(), actor, unit); err != nil {
		t.Fatalf("read: %v", err)
	}
}

// volunteer is a person with a profile.
func (l *ledger) volunteer(t testing.TB) (actor models.Actor) {
	t.Helper()
	l.people++
	l.write(t, models.Actor{}, func(tx *models.Tx) error {
		own, err := account.FindOrCreateByWechat(tx, fmt.Sprint(l.people), "志愿者")
		if err == nil {
			tx.Actor.AccountID = own.ID
			_, err = volunteer.Save(tx, volunteer.Input{Name: fmt.Sprintf("志愿者%d", l.people), Gender: volunteer.Male, BornOn: "1990-05-01", Phone: fmt.Sprintf("139%08d", l.people)})
		}
		if err == nil {
			actor, err = account.ActorOf(tx, own.ID)
		}
		return err
	})
	return actor
}

// serve credits the volunteer with minutes of the shift at the station with that number.
func (l *ledger) serve(t testing.TB, who models.Actor, station int, minutes int64, day models.Date) (id int64) {
	t.Helper()
	shift := int64(station + 1)
	l.write(t, models.Actor{}, func(tx *models.Tx) error {
		var last int64
		if err := tx.DB.Raw("SELECT COALESCE(MAX(id), 0) FROM sign_ups").Scan(&last).Error; err != nil {
			return err
		}
		err := tx.DB.Exec(`INSERT INTO sign_ups (id, shift_id, activity_id, volunteer_id, status, sequence, created_at, updated_at)
			VALUES (?, ?, ?, ?, 'completed', ?, ?, ?)`, last+1, shift, shift, who.VolunteerID, last+1, tx.Now, tx.Now).Error
		if err != nil {
			return err
		}
		err = hours.Credit(tx, hours.Entry{
			SignUpID: last + 1, ShiftID: shift, ActivityID: shift, VolunteerID: who.VolunteerID,
			StationID: l.stations[station].ID, TeamID: l.teams[station].ID, Minutes: minutes, ServedOn: day,
		})
		if err != nil {
			return err
		}
		return tx.DB.Table("entries").Select("id").Where("sign_up_id = ?", last+1).Scan(&id).Error
	})
	return id
}

func (l *ledger) confirm(t testing.TB, actor models.Actor, id int64) error {
	t.Helper()
	return l.DB.Write(t.Context(), actor, func(tx *models.Tx) error { _, err := hours.Confirm(tx, id, beyondDoubt); return err })
}

func (l *ledger) reject(t testing.TB, actor models.Actor, id int64) error {
	t.Helper()
	return l.DB.Write(t.Context(), actor, func(tx *models.Tx) error { _, err := hours.Reject(tx, id, "没有到场", beyondDoubt); return err })
}

// expectCounters checks how many entries of the activity wait and how many are decided.
func (l *ledger) expectCounters(t testing.TB, what string, activity, pending, decided int64) {
	t.Helper()
	var got struct{ PendingEntries, DecidedEntries int64 }
	l.read(t, models.Actor{}, func(tx *models.Tx) error { return tx.DB.Table("activities").Where("id = ?", activity).Take(&got).Error })
	if got.PendingEntries != pending || got.DecidedEntries != decided {
		t.Errorf("%s: %+v, want %d pending and %d decided", what, got, pending, decided)
	}
}

// beyondDoubt judges that nothing about the attendance keeps anybody from confirming.
func beyondDoubt(*models.Tx, []hours.NamedEntry) (map[int64]*models.Error, error) {
	return map[int64]*models.Error{}, nil
}
