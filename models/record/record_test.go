package record_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/evaluation"
	"practicestation/models/honour"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/record"
	"practicestation/models/team"
	"practicestation/models/training"
	"practicestation/models/volunteer"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// village is a station with a volunteer about whom there is one of everything that counts, and one of everything that does not.
type village struct {
	*modelstest.World
	t                          testing.TB
	station                    *organization.Organization
	team                       *team.Team
	manager, neighbour, nobody models.Actor
	volunteer                  models.Actor
	number                     int64
}

func each(t *testing.T, story func(t *testing.T, v *village)) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := &village{World: w, t: t}
		center := &organization.Organization{Level: organization.Center, Name: "县中心", Path: "/1/", Version: 1}
		v.insert(center)
		v.station = &organization.Organization{ParentID: &center.ID, Level: organization.Station, Name: "甲村实践站", Path: "/1/2/", Version: 1}
		v.insert(v.station)
		another := &organization.Organization{ParentID: &center.ID, Level: organization.Station, Name: "乙村实践站", Path: "/1/3/", Version: 1}
		v.insert(another)
		v.manager, v.neighbour, v.nobody = v.account("站长"), v.account("邻站站长"), v.account("路人")
		v.manager.Scopes = []models.Scope{{Role: models.StationManager, OrganizationID: v.station.ID, Path: v.station.Path}}
		v.neighbour.Scopes = []models.Scope{{Role: models.StationManager, OrganizationID: another.ID, Path: another.Path}}
		v.team = &team.Team{OrganizationID: v.station.ID, Name: "红石榴队", Affiliation: team.WomensFederation, Category: "邻里互助", Status: team.Active, Version: 1}
		v.insert(v.team)
		v.volunteer = v.account("蒋文娟")
		person := &volunteer.Volunteer{
			AccountID: &v.volunteer.AccountID, Name: "蒋文娟", Gender: volunteer.Female, BornOn: "2010-03-05", Phone: "13861500007",
			ResidenceID: &v.station.ID, Skills: "理发", ServiceCategories: "社区服务、关爱特殊群体", Version: 1,
		}
		v.insert(person)
		v.volunteer.VolunteerID = person.ID
		story(t, v)
	})
}

func (v *village) insert(row any) {
	v.t.Helper()
	v.check(v.DB.Write(v.t.Context(), models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.Create(row).Error }))
}

func (v *village) check(err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

func (v *village) account(name string) models.Actor {
	v.t.Helper()
	own := &account.Account{Name: name, Status: account.Active, Version: 1}
	v.insert(own)
	return models.Actor{AccountID: own.ID, Name: name}
}

// leads puts somebody in charge of the team for a time.
func (v *village) leads(who models.Actor, from time.Time, to *time.Time) {
	v.t.Helper()
	in := &team.Leadership{TeamID: &v.team.ID, AccountID: who.AccountID, StartsAt: from, EndsAt: to}
	if to == nil {
		last := 1
		in.IsLast = &last
	}
	v.insert(in)
}

// served is a service of the volunteer that ended at the instant, and what came of it.
func (v *village) served(ends time.Time, minutes int64, status hours.Status, onSite *int64) *activity.SignUp {
	v.t.Helper()
	v.number++
	of := &activity.Activity{
		StationID: v.station.ID, TeamID: v.team.ID, Title: "义务理发", Category: "扶贫帮困", Place: "活动室", StartsAt: ends.Add(-2 * time.Hour), EndsAt: ends,
		SignUpOpensAt: ends, SignUpClosesAt: ends, CancelClosesAt: ends, Status: activity.Published, PublishedAt: &ends,
		LeaderAccountID: onSite, Recruitment: activity.Open, Version: 1,
	}
	of.RiskLevel = activity.LowRisk
	v.insert(of)
	shift := &activity.Shift{ActivityID: of.ID, Role: "理发师", StartsAt: of.StartsAt, EndsAt: ends, Capacity: 1, RosterVersion: 1, CodeSecret: []byte("s"), Version: 1}
	v.insert(shift)
	live := 1
	signUp := &activity.SignUp{ShiftID: shift.ID, ActivityID: of.ID, VolunteerID: v.volunteer.VolunteerID, Status: activity.Completed, Live: &live, Sequence: v.number, Source: "self"}
	v.insert(signUp)
	v.insert(&hours.Entry{
		SignUpID: signUp.ID, ShiftID: shift.ID, ActivityID: of.ID, VolunteerID: v.volunteer.VolunteerID, StationID: v.station.ID, TeamID: v.team.ID,
		Minutes: minutes, ServedOn: models.DateOf(ends, modelstest.Zone()), Status: status,
	})
	return signUp
}

func (v *village) own(limit int) (found *record.Record) {
	v.t.Helper()
	v.check(v.DB.Read(v.t.Context(), v.volunteer, func(tx *models.Tx) (err error) { found, err = record.Own(tx, limit); return err }))
	return found
}

func (v *village) look(actor models.Actor) (found *record.Record, err error) {
	err = v.DB.Write(v.t.Context(), actor, func(tx *models.Tx) error { found, err = record.Of(tx, v.volunteer.VolunteerID, 20); return err })
	return found, err
}

// TestBasicsAndService holds the record against the fields that the Measures name in articles 5 and 7.
func TestBasicsAndService(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		onSite := v.account("现场负责人")
		now := v.Clock.Now()
		changed := now.Add(-36 * time.Hour)
		v.leads(v.account("老队长"), now.Add(-1000*time.Hour), &changed)
		v.leads(v.account("新队长"), changed, nil)
		v.served(now.Add(-72*time.Hour), 90, hours.Confirmed, nil)
		v.served(now.Add(-48*time.Hour), 120, hours.Confirmed, &onSite.AccountID)
		v.served(now.Add(-3*time.Hour), 60, hours.Confirmed, nil)
		for _, status := range []hours.Status{hours.Pending, hours.Rejected, hours.Reversed} {
			v.served(now.Add(-24*time.Hour), 1000, status, nil)
		}
		found := v.own(2)
		if b := found.Volunteer; b.Name != "蒋文娟" || b.Gender != volunteer.Female || b.BornOn != "2010-03-05" || b.Phone != "13861500007" ||
			found.Residence != "甲村实践站" || b.Skills != "理发" || len(b.Categories()) != 2 {
			t.Errorf("article 5: %+v at %s", b, found.Residence)
		}
		s := found.Service
		if s.Count != 3 || s.Minutes != 270 || len(s.Items) != 2 {
			t.Fatalf("article 7, only what is confirmed: %+v", s)
		}
		if last := s.Items[0]; last.Title != "义务理发" || last.ServedOn != "2026-03-02" || last.Place != "活动室" || last.Category != "扶贫帮困" || last.Role != "理发师" ||
			last.Minutes != 60 || last.Station != "甲村实践站" || last.Team != "红石榴队" || last.Leader == nil || *last.Leader != "新队长" {
			t.Errorf("article 7: %+v", last)
		}
		if *s.Items[1].Leader != "现场负责人" || *v.own(3).Service.Items[2].Leader != "老队长" {
			t.Errorf("in charge: %+v", v.own(3).Service.Items)
		}
	})
}

// TestWhatWasLearntGrantedAndSaid is articles 8 to 10.
func TestWhatWasLearntGrantedAndSaid(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		v.training()
		v.honours()
		v.evaluated(v.served(v.Clock.Now(), 60, hours.Confirmed, nil))
		found := v.own(20)
		if l := found.Trainings; l.Count != 2 || l.Minutes != 480 || len(l.Items) != 2 || l.Items[0].TrainingName != "急救员培训" || l.Items[0].Content != "心肺复苏" ||
			*l.Items[0].Minutes != 480 || l.Items[0].Host != "红十字会" || l.Items[0].TrainedOn != "2026-02-20" || l.Items[1].Host != "甲村实践站" || l.Items[1].Minutes != nil {
			t.Errorf("article 8: %+v", l)
		}
		if h := found.Honours; h.Count != 1 || len(h.Items) != 1 || h.Items[0].Name != "verified" || h.Items[0].AwardedOn != "2026-02-10" || h.Items[0].GrantedBy != "红十字会" {
			t.Errorf("article 9, only what is verified: %+v", h)
		}
		if e := found.Evaluations; e.Count != 1 || *e.Mean != 4 || len(e.Items) != 1 || e.Items[0].Score != 4 || e.Items[0].ActivityTitle != "义务理发" || e.Items[0].CreatedAt.IsZero() {
			t.Errorf("article 10, only what people wrote: %+v", e)
		}
	})
}

func (v *village) training() {
	v.t.Helper()
	minutes := int64(480)
	for i, made := range []*training.Training{
		{OrganizationID: v.station.ID, Name: "入门培训", CreatedAt: v.Clock.Now()},
		{OrganizationID: v.station.ID, Name: "急救员培训", Content: "心肺复苏", Host: "红十字会", Minutes: &minutes, CreatedAt: v.Clock.Now()},
	} {
		v.insert(made)
		v.insert(&training.Record{TrainingID: made.ID, VolunteerID: v.volunteer.VolunteerID, TrainedOn: []models.Date{"2026-01-05", "2026-02-20"}[i], CreatedAt: v.Clock.Now()})
	}
}

func (v *village) honours() {
	v.t.Helper()
	for _, status := range []honour.Status{honour.Claimed, honour.Verified, honour.Refused, honour.Withdrawn} {
		v.insert(&honour.Honour{VolunteerID: v.volunteer.VolunteerID, Name: string(status), AwardedOn: "2026-02-10", GrantedBy: "红十字会", Level: "county", Status: status})
	}
}

// evaluated writes what counts, what was set aside, and what the volunteer said.
func (v *village) evaluated(signUp *activity.SignUp) {
	v.t.Helper()
	for i, said := range []evaluation.Evaluation{
		{Direction: evaluation.OfVolunteer, Score: 4},
		{Direction: evaluation.OfVolunteer, Score: 1, SetAside: true},
		{Direction: evaluation.OfActivity, Score: 1},
	} {
		if i == 1 {
			signUp = v.served(v.Clock.Now(), 0, hours.Rejected, nil)
		}
		said.SignUpID, said.ActivityID, said.VolunteerID, said.AuthorID = signUp.ID, signUp.ActivityID, signUp.VolunteerID, v.manager.AccountID
		said.Version, said.CreatedAt = 1, v.Clock.Now()
		v.insert(&said)
	}
}

// TestALookAtAnotherIsAudited: by those only whose organizations have to do with the person, and at their own organization.
func TestALookAtAnotherIsAudited(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		found, err := v.look(v.manager)
		if err != nil || found.Volunteer.Phone != "13861500007" {
			t.Fatalf("the station: %v, %+v", err, found)
		}
		_, err = v.look(v.neighbour)
		modelstest.Expect(t, "another station", err, volunteer.ErrNotFound)
		_, err = v.look(v.nobody)
		modelstest.Expect(t, "another person", err, models.ErrPermission)
		_, err = v.look(v.volunteer)
		modelstest.Expect(t, "the person, as if of another", err, models.ErrPermission)
		v.own(20)
		var looks []models.AuditRow
		v.check(v.DB.Read(t.Context(), v.manager, func(tx *models.Tx) error { return tx.DB.Where("action = 'record.read'").Find(&looks).Error }))
		if len(looks) != 1 || *looks[0].AccountID != v.manager.AccountID || looks[0].SubjectID != v.volunteer.VolunteerID ||
			*looks[0].OrganizationID != v.station.ID || *looks[0].AfterJSON != `{"minor":true}` {
			t.Errorf("looks: %+v", looks)
		}
		err = v.DB.Read(t.Context(), v.nobody, func(tx *models.Tx) error { _, err := record.Own(tx, 20); return err })
		modelstest.Expect(t, "without a profile", err, volunteer.ErrNotFound)
	})
}

// TestServiceEnteredAfterwardsStandsApart: what was approved is in the record, with its own count, minutes and items, and adds
// nothing to what was attended.
func TestServiceEnteredAfterwardsStandsApart(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		v.served(v.Clock.Now().Add(-72*time.Hour), 90, hours.Confirmed, nil)
		for i, status := range []hours.RetroStatus{hours.RetroApproved, hours.RetroPending, hours.RetroRefused, hours.RetroReversed} {
			ends := v.Clock.Now().Add(-time.Duration(i+1) * 24 * time.Hour)
			missed := v.served(ends, 0, hours.Withdrawn, nil)
			v.insert(&hours.RetroEntry{
				StationID: v.station.ID, ActivityID: missed.ActivityID, ShiftID: missed.ShiftID, TeamID: v.team.ID, VolunteerID: v.volunteer.VolunteerID,
				Minutes: 60, ServedOn: models.DateOf(ends, modelstest.Zone()), Evidence: "签到表", DeclaredAt: ends, Status: status, EnteredBy: v.manager.AccountID,
				DecidingOrganizationID: v.station.ID, CreatedAt: ends,
			})
		}
		found := v.own(20)
		if s := found.Service; s.Count != 1 || s.Minutes != 90 || len(s.Items) != 1 || s.Items[0].Kind != hours.CreditKind {
			t.Errorf("what was attended: %+v", s)
		}
		if h := found.Honor; h.Count != 1 || h.Minutes != 60 || len(h.Items) != 1 || h.Items[0].Kind != hours.HonorKind || h.Items[0].Title != "义务理发" ||
			h.Items[0].ServedOn != "2026-03-01" || h.Items[0].Role != "理发师" || h.Items[0].Station != "甲村实践站" {
			t.Errorf("what was entered afterwards: %+v", h)
		}
		if looked, err := v.look(v.manager); err != nil || looked.Honor.Count != 1 || looked.HonorList == found.HonorList {
			t.Errorf("the station's look: %v, %+v", err, looked)
		}
	})
}
