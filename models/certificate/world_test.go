package certificate_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/certificate"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

// TestMain has properties tried fewer times than rapid's own 100: each try writes a dozen units. The flag still wins.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "30"); err != nil {
		panic(err)
	}
	modelstest.Main(m)
}

// world is a county with two stations in two towns; each has a team with an activity of one shift. It stands on Monday
// 2026-03-02 at 09:00.
type world struct {
	*modelstest.World
	t        testing.TB
	center   *organization.Organization
	towns    [2]*organization.Organization
	stations [2]*organization.Organization
	teams    [2]*team.Team
	managers [2]models.Actor
	people   int
}

func each(t *testing.T, story func(w *world)) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, base *modelstest.World) { story(build(t, base)) })
}

func build(t testing.TB, base *modelstest.World) *world {
	t.Helper()
	w := &world{World: base, t: t}
	w.write(models.Actor{}, func(tx *models.Tx) (err error) {
		w.center, err = organization.FoundCenter(tx, "宜兴市", "")
		return err
	})
	w.write(on(models.CenterAdmin, w.center), func(tx *models.Tx) error {
		leader := account.Account{Name: "欧阳𬭎", Status: account.Active, Version: 1}
		if err := tx.DB.Create(&leader).Error; err != nil {
			return err
		}
		for i, name := range []string{"甲", "乙"} {
			if err := w.settle(tx, i, name, leader.ID); err != nil {
				return err
			}
		}
		return nil
	})
	for i, station := range w.stations {
		w.managers[i] = on(models.StationManager, station)
	}
	return w
}

// settle makes the town, the station and the team of that number, and an activity with one shift as rows: the rules
// that make those stand beside certificate.
func (w *world) settle(tx *models.Tx, i int, name string, leader int64) (err error) {
	if w.towns[i], err = organization.Create(tx, organization.Input{Name: name + "镇", Level: organization.Institute, ParentID: w.center.ID}); err != nil {
		return err
	}
	code := []string{"320282001001", ""}[i]
	w.stations[i], err = organization.Create(tx, organization.Input{Name: name + "村新时代文明实践站", Level: organization.Station, ParentID: w.towns[i].ID, RegionCode: code})
	if err != nil {
		return err
	}
	in := team.Input{OrganizationID: w.stations[i].ID, Name: name + "队", Affiliation: team.Affiliations()[i], Category: "便民服务"}
	if w.teams[i], err = team.Create(tx, in); err != nil {
		return err
	}
	err = tx.DB.Exec(`INSERT INTO activities (id, station_id, team_id, title, category, place, description, starts_at, ends_at, sign_up_opens_at,
		sign_up_closes_at, cancel_closes_at, status, pending_entries, decided_entries, version, created_at, updated_at, leader_account_id)
		VALUES (?, ?, ?, '义务理发', '便民服务', '村口', '', ?, ?, ?, ?, ?, 'published', 0, 0, 1, ?, ?, ?)`,
		i+1, w.stations[i].ID, w.teams[i].ID, tx.Now, tx.Now, tx.Now, tx.Now, tx.Now, tx.Now, tx.Now, []any{leader, nil}[i]).Error
	if err != nil {
		return err
	}
	return tx.DB.Exec(`INSERT INTO shifts (id, activity_id, role, starts_at, ends_at, capacity, waitlist_capacity, confirmed, waitlisted,
		last_sequence, roster_version, code_secret, version, created_at, updated_at) VALUES (?, ?, '理发师', ?, ?, 100, 0, 0, 0, 0, 0, 'secret', 1, ?, ?)`,
		i+1, i+1, tx.Now, tx.Now, tx.Now, tx.Now).Error
}

// on has one role on one organization.
func on(role models.Role, where *organization.Organization) models.Actor {
	return models.Actor{AccountID: 77, Name: "经办人甲", Scopes: []models.Scope{{Role: role, OrganizationID: where.ID, Path: where.Path}}}
}

func (w *world) write(actor models.Actor, unit func(tx *models.Tx) error) {
	w.t.Helper()
	if err := w.DB.Write(w.t.Context(), actor, unit); err != nil {
		w.t.Fatalf("write: %v", err)
	}
}

// volunteer is a person with a profile.
func (w *world) volunteer(name string) (actor models.Actor) {
	w.t.Helper()
	w.people++
	w.write(models.Actor{}, func(tx *models.Tx) error {
		own, err := account.FindOrCreateByWechat(tx, fmt.Sprint(w.people), name)
		if err == nil {
			tx.Actor.AccountID = own.ID
			_, err = volunteer.Save(tx, volunteer.Input{Name: name, Gender: volunteer.Male, BornOn: "1990-05-01", Phone: "13900000001"})
		}
		if err == nil {
			actor, err = account.ActorOf(tx, own.ID)
		}
		return err
	})
	return actor
}

// serve credits the volunteer with pending minutes at the station of that number.
func (w *world) serve(who models.Actor, station int, minutes int64, day models.Date) (id int64) {
	w.t.Helper()
	shift := int64(station + 1)
	w.write(models.Actor{}, func(tx *models.Tx) error {
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
			StationID: w.stations[station].ID, TeamID: w.teams[station].ID, Minutes: minutes, ServedOn: day,
		})
		if err != nil {
			return err
		}
		return tx.DB.Table("entries").Select("id").Where("sign_up_id = ?", last+1).Scan(&id).Error
	})
	return id
}

// confirmed is serve, and confirmed.
func (w *world) confirmed(who models.Actor, station int, minutes int64, day models.Date) int64 {
	w.t.Helper()
	id := w.serve(who, station, minutes, day)
	w.become(id, hours.Confirmed)
	return id
}

// become gives an entry a state, past all rules.
func (w *world) become(entry int64, status hours.Status) {
	w.t.Helper()
	w.write(models.Actor{}, func(tx *models.Tx) error {
		return tx.DB.Exec("UPDATE entries SET status = ?, decided_at = ? WHERE id = ?", status, tx.Now, entry).Error
	})
}

func (w *world) ask(who models.Actor, in certificate.Input) (issued *certificate.Issued, err error) {
	w.t.Helper()
	err = w.DB.Write(w.t.Context(), who, func(tx *models.Tx) error { issued, err = certificate.Ask(tx, in); return err })
	return issued, err
}

// own asks for the one certificate that the volunteer can have.
func (w *world) own(who models.Actor) certificate.Full {
	w.t.Helper()
	issued, err := w.ask(who, certificate.Input{})
	if err != nil || len(issued.Certificates) != 1 {
		w.t.Fatalf("%v, %+v", err, issued)
	}
	return issued.Certificates[0]
}

func (w *world) issue(staff models.Actor, in certificate.Input) (issued *certificate.Issued, err error) {
	w.t.Helper()
	err = w.DB.Write(w.t.Context(), staff, func(tx *models.Tx) error { issued, err = certificate.IssueFor(tx, in); return err })
	return issued, err
}

func (w *world) revoke(staff models.Actor, id int64, reason string) error {
	w.t.Helper()
	return w.DB.Write(w.t.Context(), staff, func(tx *models.Tx) error { _, err := certificate.Revoke(tx, id, reason); return err })
}

func (w *world) check(code, number string) (found *certificate.Shown, err error) {
	w.t.Helper()
	err = w.DB.Read(w.t.Context(), models.Actor{}, func(tx *models.Tx) error { found, err = certificate.Check(tx, code, number); return err })
	return found, err
}

// expectState checks what everybody is told of a certificate.
func (w *world) expectState(what string, c *certificate.Certificate, want certificate.State) {
	w.t.Helper()
	if found, err := w.check(c.Code, c.Number()); err != nil || found.State() != want {
		w.t.Errorf("%s: %v, %+v, want %s", what, err, found, want)
	}
}

// expectReason wants whoever checks the certificate to read one of these words and not the other.
func (w *world) expectReason(what string, c *certificate.Certificate, told, untold string) {
	w.t.Helper()
	if found, err := w.check(c.Code, ""); err != nil || !strings.Contains(found.InWords(), told) || strings.Contains(found.InWords(), untold) {
		w.t.Errorf("%s: %v, %s", what, err, found.InWords())
	}
}

func (w *world) count(table, condition string, values ...any) (rows int64) {
	w.t.Helper()
	err := w.DB.Read(w.t.Context(), models.Actor{}, func(tx *models.Tx) error {
		return tx.DB.Table(table).Where(condition, values...).Count(&rows).Error
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return rows
}
