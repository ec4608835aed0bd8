package honour_test

import (
	"errors"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/honour"
	"practicestation/models/modelstest"
	"practicestation/models/volunteer"
)

func claimed() honour.Input {
	return honour.Input{Name: "优秀志愿者", AwardedOn: "2026-02-10", GrantedBy: "宜兴市红十字会", Level: "county", Evidence: "证书 118 号"}
}

func (v *village) given() honour.Input {
	return honour.Input{OrganizationID: v.station.ID, Name: "最美志愿者", AwardedOn: "2026-03-01", Level: "village"}
}

func TestEntityMatchesItsTable(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) { modelstest.MatchesSchema(t, w, honour.Honour{}) })
}

func TestAClaimIsVerifiedBySomebodyElse(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		_, err := v.claim(v.nobody, claimed())
		modelstest.Expect(t, "without a profile", err, volunteer.ErrProfileMissing)
		made, err := v.claim(v.volunteer, claimed())
		if err != nil || made.Status != honour.Claimed || made.DeciderName != nil {
			t.Fatalf("claimed: %v, %+v", err, made)
		}
		_, err = v.claim(v.volunteer, claimed())
		modelstest.Expect(t, "claimed twice", err, honour.ErrExists)
		modelstest.Expect(t, "by oneself", v.verify(v.volunteer, made.ID), honour.ErrOwn)
		modelstest.Expect(t, "by a stranger", v.verify(v.nobody, made.ID), honour.ErrNotFound)
		modelstest.Expect(t, "by another station", v.verify(v.neighbour, made.ID), honour.ErrNotFound)
		modelstest.Expect(t, "by an auditor", v.verify(v.auditor, made.ID), models.ErrPermission)
		modelstest.Expect(t, "unknown", v.verify(v.manager, 999), honour.ErrNotFound)
		modelstest.Expect(t, "taken back by staff before it is decided", v.withdraw(v.manager, made.ID, "误记"), models.ErrPermission)
		modelstest.Expect(t, "by the station", v.verify(v.manager, made.ID), nil)
		modelstest.Expect(t, "twice", v.verify(v.manager, made.ID), honour.ErrDecided)
		modelstest.Expect(t, "refused after that", v.refuse(v.manager, made.ID, "查无"), honour.ErrDecided)
		if v.told(v.volunteer, honour.NoticeVerified) != 1 {
			t.Error("the volunteer has not been told once")
		}
		modelstest.Expect(t, "verified by mistake", v.withdraw(v.manager, made.ID, "证书系伪造"), nil)
		if v.told(v.volunteer, honour.NoticeWithdrawn) != 1 {
			t.Error("the volunteer has not been told of the withdrawal")
		}
		_, err = v.claim(v.volunteer, claimed())
		modelstest.Expect(t, "claimed anew", err, nil)
	})
}

func TestStaffWhoServeDoNotJudgeThemselves(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		made, err := v.claim(v.colleague, claimed())
		v.check(err)
		modelstest.Expect(t, "verified", v.verify(v.colleague, made.ID), honour.ErrOwn)
		modelstest.Expect(t, "refused", v.refuse(v.colleague, made.ID, "查无"), honour.ErrOwn)
		_, err = v.give(v.colleague, v.colleague, v.given())
		modelstest.Expect(t, "given", err, honour.ErrOwn)
	})
}

func TestARefusalHasAReason(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		made, err := v.claim(v.volunteer, claimed())
		v.check(err)
		modelstest.Expect(t, "without", v.refuse(v.manager, made.ID, " "), models.ErrReasonMissing)
		modelstest.Expect(t, "with", v.refuse(v.manager, made.ID, "证书编号查不到"), nil)
		modelstest.Expect(t, "verified after that", v.verify(v.manager, made.ID), honour.ErrDecided)
		modelstest.Expect(t, "withdrawn after that", v.withdraw(v.volunteer, made.ID, "误报"), honour.ErrDecided)
		if v.told(v.volunteer, honour.NoticeRefused) != 1 {
			t.Error("the volunteer has not been told once")
		}
	})
}

func TestAnOrganizationGivesInItsOwnName(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		made, err := v.give(v.manager, v.volunteer, v.given())
		if err != nil || made.Status != honour.Verified || made.GrantedBy != "甲村实践站" || *made.OrganizationID != v.station.ID {
			t.Fatalf("given: %v, %+v", err, made)
		}
		_, err = v.give(v.manager, v.volunteer, v.given())
		modelstest.Expect(t, "twice", err, honour.ErrExists)
		_, err = v.give(v.neighbour, v.volunteer, v.given())
		modelstest.Expect(t, "to nobody of theirs", err, volunteer.ErrNotFound)
		_, err = v.give(v.auditor, v.volunteer, v.given())
		modelstest.Expect(t, "by an auditor", err, models.ErrPermission)
		_, err = v.give(v.nobody, v.volunteer, v.given())
		modelstest.Expect(t, "by nobody", err, models.ErrPermission)
		elsewhere := v.given()
		elsewhere.OrganizationID = v.another.ID
		_, err = v.give(v.manager, v.volunteer, elsewhere)
		modelstest.Expect(t, "in the name of another station", err, models.ErrInvalid)
		modelstest.Expect(t, "taken back by the volunteer", v.withdraw(v.volunteer, made.ID, "不要"), models.ErrPermission)
		modelstest.Expect(t, "without a reason", v.withdraw(v.manager, made.ID, ""), models.ErrReasonMissing)
		modelstest.Expect(t, "taken back by the station", v.withdraw(v.manager, made.ID, "记错人"), nil)
		modelstest.Expect(t, "twice taken back", v.withdraw(v.manager, made.ID, "记错人"), honour.ErrDecided)
		if v.told(v.volunteer, honour.NoticeGiven) != 1 || v.told(v.volunteer, honour.NoticeWithdrawn) != 1 {
			t.Error("the volunteer has not been told of both")
		}
	})
}

func TestClaimsAreChecked(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		for want, spoil := range map[string]func(in *honour.Input){
			"name":       func(in *honour.Input) { in.Name = strings.Repeat("长", 101) },
			"granted_by": func(in *honour.Input) { in.GrantedBy = "\u200b" },
			"awarded_on": func(in *honour.Input) { in.AwardedOn = "2026-03-03" },
			"level":      func(in *honour.Input) { in.Level = "galactic" },
			"evidence":   func(in *honour.Input) { in.Evidence = " " },
		} {
			in := claimed()
			spoil(&in)
			_, err := v.claim(v.volunteer, in)
			var refusal *models.Error
			if !errors.As(err, &refusal) || len(refusal.Fields) != 1 || refusal.Fields[0].Field != want {
				t.Errorf("%s: %v", want, err)
			}
		}
	})
}

// query is a list of honours, as one of several.
type query func(tx *models.Tx) (models.Paged[honour.Named], error)

func (v *village) list(actor models.Actor, query query) (n int, err error) {
	err = v.DB.Read(v.t.Context(), actor, func(tx *models.Tx) error {
		found, err := query(tx)
		n = len(found.Items)
		return err
	})
	return n, err
}

func TestWhoSeesHonours(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		_, err := v.claim(v.volunteer, claimed())
		v.check(err)
		_, err = v.give(v.manager, v.volunteer, v.given())
		v.check(err)
		page := models.Page{Limit: 5}
		of := func(status honour.Status) query {
			return func(tx *models.Tx) (models.Paged[honour.Named], error) {
				return honour.ListOf(tx, v.volunteer.VolunteerID, status, page)
			}
		}
		all := func(tx *models.Tx) (models.Paged[honour.Named], error) { return honour.List(tx, "", page) }
		own := func(tx *models.Tx) (models.Paged[honour.Named], error) { return honour.ListOwn(tx, "", page) }
		for _, c := range []struct {
			name  string
			actor models.Actor
			query query
			n     int
			want  *models.Error
		}{
			{"one's own", v.volunteer, own, 2, nil},
			{"nobody's", v.nobody, own, 0, nil},
			{"of one, by the station", v.manager, of(""), 2, nil},
			{"claims of one", v.auditor, of(honour.Claimed), 1, nil},
			{"of one, by another station", v.neighbour, of(""), 0, volunteer.ErrNotFound},
			{"of one, by another volunteer", v.nobody, of(""), 0, models.ErrPermission},
			{"all, by the station", v.manager, all, 2, nil},
			{"all, by another station", v.neighbour, all, 0, nil},
			{"all, by a volunteer", v.volunteer, all, 0, models.ErrPermission},
		} {
			n, err := v.list(c.actor, c.query)
			modelstest.Expect(t, c.name, err, c.want)
			if n != c.n {
				t.Errorf("%s: %d, want %d", c.name, n, c.n)
			}
		}
	})
}

// TestOneClaimOutOfMany: the same claim from several devices at once is one.
func TestOneClaimOutOfMany(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		won := 0
		for _, err := range modelstest.AtOnce(4, func(int) error { _, err := v.claim(v.volunteer, claimed()); return err }) {
			if err == nil {
				won++
				continue
			}
			modelstest.Expect(t, "a repeated claim", err, honour.ErrExists)
		}
		if won != 1 {
			t.Errorf("%d claims, want 1", won)
		}
	})
}
