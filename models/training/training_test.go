package training_test

import (
	"errors"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/training"
	"practicestation/models/volunteer"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

func TestEntitiesMatchTheirTables(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, training.Training{}, training.Record{})
	})
}

func TestValidity(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		trained models.Date
		months  int64 // 0: for good
		expires models.Date
	}{
		{"2026-01-15", 0, ""},
		{"2026-01-15", 1, "2026-02-15"},
		{"2026-01-31", 1, "2026-02-28"}, // no 31 February
		{"2024-02-29", 12, "2025-02-28"},
		{"2024-02-29", 48, "2028-02-29"},
		{"2026-12-31", 2, "2027-02-28"},
	} {
		r := training.NamedRecord{Record: training.Record{TrainedOn: c.trained}, ValidMonths: models.Nullable(c.months)}
		if got := r.ExpiresOn(); got != c.expires {
			t.Errorf("%s for %d months: until %q, want %q", c.trained, c.months, got, c.expires)
		}
	}
	r := training.NamedRecord{Record: training.Record{TrainedOn: "2026-01-15"}, ValidMonths: models.Nullable(1)}
	for day, want := range map[models.Date]bool{"2026-01-14": false, "2026-01-15": true, "2026-02-14": true, "2026-02-15": false} {
		if r.CountsOn(day) != want {
			t.Errorf("on %s: %t", day, !want)
		}
	}
}

// station is a station with its manager, two who live there and one who does not.
type station struct {
	*modelstest.World
	t       testing.TB
	home    int64
	manager models.Actor
}

func found(t testing.TB, w *modelstest.World) *station {
	t.Helper()
	s := &station{World: w, t: t}
	s.write(models.SystemActor("test"), func(tx *models.Tx) error {
		center, err := organization.FoundCenter(tx, "宜兴市", "")
		if err != nil {
			return err
		}
		home := &organization.Organization{ParentID: &center.ID, Level: organization.Station, Name: "甲村", Path: center.Path + "9/", Version: 1}
		if err := tx.DB.Create(home).Error; err != nil {
			return err
		}
		s.home = home.ID
		s.manager = models.Actor{AccountID: 1, Scopes: []models.Scope{{Role: models.StationManager, OrganizationID: home.ID, Path: home.Path}}}
		for i := range int64(3) {
			if err := tx.DB.Create(&account.Account{ID: i + 1, Name: "张三", Status: account.Active, Version: 1}).Error; err != nil {
				return err
			}
			number := i + 1
			person := &volunteer.Volunteer{ID: number, AccountID: &number, Name: "张三", Gender: volunteer.Male, BornOn: "1990-01-01", Phone: "13800000000", Version: 1}
			if i < 2 {
				person.ResidenceID = &home.ID
			}
			if err := tx.DB.Create(person).Error; err != nil {
				return err
			}
		}
		return nil
	})
	return s
}

func (s *station) write(actor models.Actor, unit func(tx *models.Tx) error) {
	s.t.Helper()
	if err := s.DB.Write(s.t.Context(), actor, unit); err != nil {
		s.t.Fatal(err)
	}
}

func (s *station) create(actor models.Actor, in training.Input) (made *training.Training, err error) {
	err = s.DB.Write(s.t.Context(), actor, func(tx *models.Tx) error { made, err = training.Create(tx, in); return err })
	return made, err
}

func (s *station) take(actor models.Actor, id int64, day string, people ...int64) (records []training.NamedRecord, err error) {
	err = s.DB.Write(s.t.Context(), actor, func(tx *models.Tx) error { records, err = training.Take(tx, id, day, people); return err })
	return records, err
}

// TestStaffRecordWhoTookPart: once for a day, whoever belongs to their scope, and nobody else; each sees the own records.
func TestStaffRecordWhoTookPart(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		s := found(t, w)
		first, err := s.create(s.manager, training.Input{OrganizationID: s.home, Name: "急救员培训", ValidMonths: 24})
		modelstest.Expect(t, "a training", err, nil)
		_, err = s.create(s.manager, training.Input{OrganizationID: s.home, Name: " 急救员培训 "})
		modelstest.Expect(t, "the same name", err, training.ErrNameTaken)
		_, err = s.create(models.Actor{AccountID: 2, VolunteerID: 2}, training.Input{OrganizationID: s.home, Name: "消防"})
		modelstest.Expect(t, "by a volunteer", err, models.ErrPermission)
		_, err = s.create(s.manager, training.Input{OrganizationID: 999, Name: "消防"})
		modelstest.Expect(t, "of nobody", err, models.ErrInvalid)
		_, err = s.create(s.manager, training.Input{OrganizationID: s.home, Name: "\u200b", ValidMonths: 601})
		modelstest.Expect(t, "without a name", err, models.ErrInvalid)
		records, err := s.take(s.manager, first.ID, "2026-03-01", 1, 2, 1)
		if err != nil || len(records) != 2 {
			t.Fatalf("%v, %+v", err, records)
		}
		again, err := s.take(s.manager, first.ID, "2026-03-01", 2)
		if err != nil || len(again) != 1 || again[0].ID != records[1].ID {
			t.Errorf("again: %v, %+v", err, again)
		}
		_, err = s.take(s.manager, first.ID, "2026-03-03", 1)
		modelstest.Expect(t, "tomorrow", err, models.ErrInvalid)
		_, err = s.take(s.manager, first.ID, "2026-03-01", 1, 3)
		var refusal *models.Error
		if !errors.As(err, &refusal) || len(refusal.Fields) != 1 || refusal.Fields[0].Field != "volunteer_ids.1" {
			t.Errorf("a stranger: %v", err)
		}
		_, err = s.take(s.manager, 999, "2026-03-01", 1)
		modelstest.Expect(t, "an unknown training", err, training.ErrNotFound)
		_, err = s.take(models.Actor{AccountID: 3}, first.ID, "2026-03-01", 1)
		modelstest.Expect(t, "by nobody", err, models.ErrPermission)
		var own models.Paged[training.NamedRecord]
		err = s.DB.Read(t.Context(), models.Actor{VolunteerID: 2}, func(tx *models.Tx) error {
			own, err = training.ListOwn(tx, models.Page{Limit: 5})
			return err
		})
		if err != nil || len(own.Items) != 1 || own.Items[0].TrainingName != "急救员培训" || own.Items[0].ExpiresOn() != "2028-03-01" {
			t.Errorf("own: %v, %+v", err, own.Items)
		}
	})
}

// TestATrainingHasAHostAndALength, as the Measures ask for: without a host it is the organization's own.
func TestATrainingHasAHostAndALength(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		s := found(t, w)
		for _, in := range []training.Input{{Host: "\u200b"}, {Host: strings.Repeat("长", 101)}, {Minutes: -1}, {Minutes: 60001}} {
			in.OrganizationID, in.Name = s.home, "消防"
			_, err := s.create(s.manager, in)
			modelstest.Expect(t, "a wrong host or length", err, models.ErrInvalid)
		}
		for i, in := range []training.Input{{Name: "消防"}, {Name: "急救", Content: "心肺复苏", Host: "红十字会", Minutes: 480}} {
			in.OrganizationID = s.home
			made, err := s.create(s.manager, in)
			modelstest.Expect(t, in.Name, err, nil)
			records, err := s.take(s.manager, made.ID, "2026-03-01", 1)
			if err != nil || records[0].Host != []string{"甲村", "红十字会"}[i] || records[0].Content != in.Content {
				t.Errorf("%s: %v, %+v", in.Name, err, records)
			}
		}
	})
}

// TestStaffReadTheTrainingsOfTheirs, of whom they have to do with.
func TestStaffReadTheTrainingsOfTheirs(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		s := found(t, w)
		made, err := s.create(s.manager, training.Input{OrganizationID: s.home, Name: "消防"})
		modelstest.Expect(t, "made", err, nil)
		_, err = s.take(s.manager, made.ID, "2026-03-01", 2)
		modelstest.Expect(t, "taken", err, nil)
		list := func(actor models.Actor, of int64) (n int, err error) {
			err = s.DB.Read(t.Context(), actor, func(tx *models.Tx) error {
				found, err := training.ListOf(tx, of, models.Page{Limit: 5})
				n = len(found.Items)
				return err
			})
			return n, err
		}
		n, err := list(s.manager, 2)
		modelstest.Expect(t, "by staff", err, nil)
		if n != 1 {
			t.Errorf("%d records", n)
		}
		_, err = list(s.manager, 3)
		modelstest.Expect(t, "of a stranger", err, volunteer.ErrNotFound)
		_, err = list(models.Actor{AccountID: 2, VolunteerID: 2}, 2)
		modelstest.Expect(t, "by a volunteer", err, models.ErrPermission)
	})
}
