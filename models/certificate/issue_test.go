package certificate_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/certificate"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
	"practicestation/models/volunteer"
)

func TestEntitiesMatchTheirTables(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, certificate.Certificate{}, certificate.Record{})
	})
}

// TestWhoRecordsCertifies: one certificate for each station, of what that station recorded and of nothing else.
func TestWhoRecordsCertifies(t *testing.T) {
	each(t, func(w *world) {
		wang, li := w.volunteer("王芳"), w.volunteer("李娜")
		w.confirmed(wang, 0, 90, "2026-02-01")
		w.confirmed(wang, 1, 61, "2026-02-03")
		w.confirmed(wang, 0, 30, "2026-02-05")
		w.confirmed(li, 0, 500, "2026-02-05")
		w.become(w.serve(wang, 0, 77, "2026-02-06"), hours.Rejected)
		w.become(w.serve(wang, 0, 78, "2026-02-06"), hours.Reversed)
		w.serve(wang, 0, 45, "2026-02-07")
		issued, err := w.ask(wang, certificate.Input{})
		if err != nil || len(issued.Certificates) != 2 || issued.PendingEntries != 1 || issued.PendingMinutes != 45 {
			t.Fatalf("%v, %+v", err, issued)
		}
		for i, want := range []struct {
			number, from, to  string
			services, minutes int64
		}{
			{"2026-320282001001-0001", "2026-02-01", "2026-02-05", 2, 120},
			{fmt.Sprintf("2026-Z%d-0001", w.stations[1].ID), "2026-02-03", "2026-02-03", 1, 61},
		} {
			got := issued.Certificates[i]
			if got.Number() != want.number || string(got.FromOn) != want.from || string(got.ToOn) != want.to ||
				got.Services != want.services || got.Minutes != want.minutes || got.IssuerName != w.stations[i].Name || got.VolunteerName != "王芳" ||
				got.HandlerID != nil || !regexp.MustCompile(`^[2-9A-HJKMNP-TW-Z]{18}$`).MatchString(got.Code) {
				t.Errorf("%d: %+v", i, got.Certificate)
			}
			w.expectState("issued", &got.Certificate, certificate.Valid)
		}
		record := issued.Certificates[0].Records[0]
		if record.Title != "义务理发" || record.Category != "便民服务" || record.Place != "村口" || record.Role != "理发师" || record.TeamName != "甲队" || record.LeaderName != "欧阳𬭎" {
			t.Errorf("%+v", record)
		}
		if other := issued.Certificates[1].Records[0]; other.LeaderName != "" {
			t.Errorf("%+v", other)
		}
		if rows := w.count("audit_entries", "action = 'certificate.issue'"); rows != 2 {
			t.Errorf("%d issues in the audit", rows)
		}
		if rows := w.count("notices", "1 = 1"); rows != 0 {
			t.Errorf("who asks is told of the own request, %d times", rows)
		}
	})
}

// TestPeriodIsWhatWasAskedFor: both days count, and nobody certifies the future.
func TestPeriodIsWhatWasAskedFor(t *testing.T) {
	each(t, func(w *world) {
		wang := w.volunteer("王芳")
		for _, day := range []models.Date{"2026-02-01", "2026-02-02", "2026-02-03", "2026-02-04"} {
			w.confirmed(wang, 0, 60, day)
		}
		for name, c := range map[string]struct {
			from, to    models.Date
			want        *models.Error
			services    int64
			first, last models.Date
		}{
			"all":               {"", "", nil, 4, "2026-02-01", "2026-02-04"},
			"both days count":   {"2026-02-02", "2026-02-03", nil, 2, "2026-02-02", "2026-02-03"},
			"one day":           {"2026-02-02", "2026-02-02", nil, 1, "2026-02-02", "2026-02-02"},
			"from":              {"2026-01-01", "", nil, 4, "2026-01-01", "2026-02-04"},
			"to the future":     {"", "2026-12-31", nil, 4, "2026-02-01", "2026-03-02"},
			"nothing in it":     {"2026-02-05", "", certificate.ErrNoHours, 0, "", ""},
			"the wrong way":     {"2026-02-03", "2026-02-02", models.ErrInvalid, 0, "", ""},
			"begins tomorrow":   {"2026-03-03", "", models.ErrInvalid, 0, "", ""},
			"begins today, too": {"2026-03-02", "", certificate.ErrNoHours, 0, "", ""},
		} {
			issued, err := w.ask(wang, certificate.Input{FromOn: c.from, ToOn: c.to})
			modelstest.Expect(t, name, err, c.want)
			if c.want != nil || err != nil {
				continue
			}
			if got := issued.Certificates[0]; got.Services != c.services || got.FromOn != c.first || got.ToOn != c.last {
				t.Errorf("%s: %+v", name, got.Certificate)
			}
		}
	})
}

// TestUnconfirmedHoursAreRefusedAndNamed: a certificate is only of what somebody has confirmed.
func TestUnconfirmedHoursAreRefusedAndNamed(t *testing.T) {
	each(t, func(w *world) {
		wang := w.volunteer("王芳")
		_, err := w.ask(wang, certificate.Input{})
		modelstest.Expect(t, "nothing served", err, certificate.ErrNoHours)
		w.serve(wang, 0, 90, "2026-02-01")
		w.serve(wang, 0, 30, "2026-02-01")
		_, err = w.ask(wang, certificate.Input{})
		modelstest.Expect(t, "nothing confirmed", err, certificate.ErrNoHours)
		if err == nil || !strings.Contains(err.Error(), "2 条、共 120 分钟待确认") {
			t.Errorf("what waits is not named: %v", err)
		}
		w.confirmed(wang, 1, 30, "2026-02-01")
		_, err = w.ask(wang, certificate.Input{StationID: w.stations[0].ID})
		modelstest.Expect(t, "confirmed by another station only", err, certificate.ErrNoHours)
		_, err = w.ask(wang, certificate.Input{StationID: 999})
		modelstest.Expect(t, "no such station", err, models.ErrInvalid)
		_, err = w.ask(w.managers[0], certificate.Input{})
		modelstest.Expect(t, "without a profile", err, volunteer.ErrProfileMissing)
		if rows := w.count("certificates", "1 = 1"); rows != 0 {
			t.Errorf("%d certificates", rows)
		}
	})
}

// TestHonorAloneIsNoCertificate: nothing of it is left to confirm, and the refusal does not say so.
func TestHonorAloneIsNoCertificate(t *testing.T) {
	each(t, func(w *world) {
		wang := w.volunteer("王芳")
		w.write(models.Actor{}, func(tx *models.Tx) error {
			return tx.DB.Create(&hours.RetroEntry{
				StationID: w.stations[0].ID, ActivityID: 1, ShiftID: 1, TeamID: w.teams[0].ID, VolunteerID: wang.VolunteerID, Minutes: 60, ServedOn: "2026-02-01",
				Evidence: "签到表", DeclaredAt: tx.Now, Status: hours.RetroApproved, EnteredBy: 77, DecidingOrganizationID: w.towns[0].ID, CreatedAt: tx.Now,
			}).Error
		})
		for name, c := range map[string]struct {
			in   certificate.Input
			says string
		}{
			"all":                 {certificate.Input{}, "只有补录的荣誉时长（1 条、共 60 分钟），补录的荣誉时长不列入证明"},
			"the station's":       {certificate.Input{StationID: w.stations[0].ID}, "补录的荣誉时长不列入证明"},
			"of another time":     {certificate.Input{FromOn: "2026-02-02"}, "请先联系实践站确认时长"},
			"of another's":        {certificate.Input{StationID: w.stations[1].ID}, "请先联系实践站确认时长"},
			"until the day of it": {certificate.Input{ToOn: "2026-02-01"}, "补录的荣誉时长不列入证明"},
		} {
			_, err := w.ask(wang, c.in)
			modelstest.Expect(t, name, err, certificate.ErrNoHours)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %v, want %q", name, err, c.says)
			}
		}
		w.serve(wang, 0, 90, "2026-02-01")
		if _, err := w.ask(wang, certificate.Input{}); err == nil || !strings.Contains(err.Error(), "1 条、共 90 分钟待确认") {
			t.Errorf("what waits comes first: %v", err)
		}
	})
}

// TestAskingAgainGivesTheSame: as long as it says the same; numbers have no gap and belong to one station's year.
func TestAskingAgainGivesTheSame(t *testing.T) {
	each(t, func(w *world) {
		wang, li := w.volunteer("王芳"), w.volunteer("李娜")
		w.confirmed(wang, 0, 90, "2026-02-01")
		w.confirmed(li, 0, 90, "2026-02-01")
		first, again, other := w.own(wang), w.own(wang), w.own(li)
		if first.ID != again.ID || len(again.Records) != 1 || other.ID == first.ID {
			t.Errorf("%+v, %+v, %+v", first.Certificate, again.Certificate, other.Certificate)
		}
		part, err := w.ask(wang, certificate.Input{FromOn: "2026-01-01"})
		if err != nil || part.Certificates[0].Number() != "2026-320282001001-0003" {
			t.Errorf("another period: %v, %+v", err, part)
		}
		if back := w.own(wang); back.ID != first.ID {
			t.Errorf("the first period again: %+v", back.Certificate)
		}
		w.confirmed(wang, 0, 30, "2026-02-02")
		more := w.own(wang)
		if more.ID == first.ID || more.Minutes != 120 || more.Number() != "2026-320282001001-0004" {
			t.Errorf("after more hours: %+v", more.Certificate)
		}
		w.expectState("the first one", &first.Certificate, certificate.Valid)
		w.Clock.Set(w.Clock.Now().AddDate(1, 0, 0))
		w.confirmed(wang, 0, 30, "2027-02-02")
		if next := w.own(wang); next.Number() != "2027-320282001001-0001" {
			t.Errorf("the next year: %s", next.Number())
		}
	})
}

// TestEntryWithoutAShiftCounts: hours that were recorded without a shift are certified like all others.
func TestEntryWithoutAShiftCounts(t *testing.T) {
	each(t, func(w *world) {
		wang := w.volunteer("王芳")
		entry := w.confirmed(wang, 0, 90, "2026-02-01")
		w.write(models.Actor{}, func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE entries SET shift_id = 0 WHERE id = ?", entry).Error
		})
		if issued := w.own(wang); issued.Minutes != 90 || issued.Records[0].Role != "" {
			t.Errorf("%+v", issued)
		}
	})
}

// TestNumbersAreUniqueUnderAStorm: many ask one station at once.
func TestNumbersAreUniqueUnderAStorm(t *testing.T) {
	each(t, func(w *world) {
		people := make([]models.Actor, 8)
		for i := range people {
			people[i] = w.volunteer(fmt.Sprintf("志愿者%d", i))
			w.confirmed(people[i], 0, 60, "2026-02-01")
		}
		for _, err := range modelstest.AtOnce(len(people), func(i int) error { _, err := w.ask(people[i], certificate.Input{}); return err }) {
			modelstest.Expect(t, "at once", err, nil)
		}
		if rows := w.count("certificates", "sequence BETWEEN 1 AND ?", len(people)); rows != int64(len(people)) {
			t.Errorf("%d numbers", rows)
		}
	})
}

// TestRegionCodeThatMovesOn: numbers go on where the code's last holder stopped.
func TestRegionCodeThatMovesOn(t *testing.T) {
	each(t, func(w *world) {
		wang := w.volunteer("王芳")
		w.confirmed(wang, 0, 60, "2026-02-01")
		first := w.own(wang)
		w.write(models.Actor{}, func(tx *models.Tx) error {
			if err := tx.DB.Exec("UPDATE organizations SET region_code = NULL WHERE id = ?", w.stations[0].ID).Error; err != nil {
				return err
			}
			return tx.DB.Exec("UPDATE organizations SET region_code = '320282001001' WHERE id = ?", w.stations[1].ID).Error
		})
		w.confirmed(wang, 1, 60, "2026-02-01")
		issued, err := w.ask(wang, certificate.Input{StationID: w.stations[1].ID})
		if err != nil || first.Number() != "2026-320282001001-0001" || issued.Certificates[0].Number() != "2026-320282001001-0002" {
			t.Errorf("%v, %+v", err, issued)
		}
	})
}

// TestTooManyRecords: a certificate stays a document that somebody reads.
func TestTooManyRecords(t *testing.T) {
	each(t, func(w *world) {
		wang := w.volunteer("王芳")
		w.write(models.Actor{}, func(tx *models.Tx) error {
			for id := range 1001 {
				err := tx.DB.Exec(`INSERT INTO sign_ups (id, shift_id, activity_id, volunteer_id, status, sequence, created_at, updated_at)
					VALUES (?, 1, 1, ?, 'completed', ?, ?, ?)`, id+1, wang.VolunteerID, id+1, tx.Now, tx.Now).Error
				if err != nil {
					return err
				}
			}
			return tx.DB.Exec(`INSERT INTO entries (sign_up_id, shift_id, activity_id, volunteer_id, station_id, team_id, minutes, served_on, status, created_at)
				SELECT id, 1, 1, volunteer_id, ?, ?, 1, '2026-02-01', 'confirmed', created_at FROM sign_ups`, w.stations[0].ID, w.teams[0].ID).Error
		})
		_, err := w.ask(wang, certificate.Input{})
		modelstest.Expect(t, "1001 records", err, certificate.ErrTooLong)
		w.write(models.Actor{}, func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE entries SET served_on = '2026-01-31' WHERE sign_up_id = 1").Error
		})
		issued, err := w.ask(wang, certificate.Input{FromOn: "2026-02-01"})
		if err != nil || issued.Certificates[0].Services != 1000 || w.count("certificate_records", "1 = 1") != 1000 {
			t.Errorf("1000 records: %v", err)
		}
	})
}
