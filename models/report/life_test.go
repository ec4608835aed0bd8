package report

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/brand"
	"practicestation/models/hours"
	"practicestation/models/organization"
	"practicestation/models/plan"
	"practicestation/models/population"
	"practicestation/models/star"
	"practicestation/models/team"
	"practicestation/models/venue"
	"practicestation/models/volunteer"
)

// life fills a county with everything that a figure is counted from, in every state, the same for one seed.
type life struct {
	*county
	tx     *models.Tx
	chance *rand.Rand
	brands []int64
	items  []plan.Item
	months map[int64]plan.Month // of the items
}

func (c *county) live(t *testing.T, seed uint64) {
	t.Helper()
	c.write(t, func(tx *models.Tx) error {
		l := &life{county: c, tx: tx, months: map[int64]plan.Month{}, chance: rand.New(rand.NewPCG(seed, 7))} //nolint:gosec // the same life each time is wanted
		for range 3 {
			l.brand()
		}
		for range 45 {
			l.volunteer()
		}
		for range 24 {
			l.plan()
		}
		for range 80 {
			l.activity()
		}
		for range 120 {
			l.request()
		}
		l.populations()
		l.venues()
		l.must(tx.DB.Model(l.teams[1]).Update("status", team.Dissolved).Error) // with its members, who stay on the list
		return nil
	})
}

func pick[T any](l *life, from ...T) T { return from[l.chance.IntN(len(from))] }

func (l *life) odds(percent int) bool { return l.chance.IntN(100) < percent }

// at is some instant of the days around the turn of the year, often just before or after a midnight.
func (l *life) at() time.Time {
	day := models.Date("2025-11-15").Plus(l.chance.IntN(130)).In(l.tx.Zone)
	if l.odds(15) { // where one month meets the next
		return pick[models.Date](l, "2026-01-01", "2026-02-01").In(l.tx.Zone).Add(pick(l, -time.Millisecond, 0)).UTC()
	}
	return day.Add(pick(l, -time.Millisecond, 0, time.Minute, 9*time.Hour, 23*time.Hour)).UTC()
}

func (l *life) place() *organization.Organization {
	return pick(l, append(l.stations, l.east, l.west, l.center)...)
}

func (l *life) brand() {
	l.serial++
	made := &brand.Brand{
		OrganizationID: l.place().ID, Name: fmt.Sprintf("品牌%d", l.serial), Category: "文化", StartedOn: "2020-01-01",
		Status: pick(l, brand.Active, brand.Active, brand.Delisted), Version: 1, CreatedAt: l.tx.Now, UpdatedAt: l.tx.Now,
	}
	l.create(l.tx, made)
	l.brands = append(l.brands, made.ID)
}

func (l *life) volunteer() {
	who := l.person(l.tx, "李四")
	columns := map[string]any{
		"created_at": l.at(), "born_on": pick(l, "2012-05-06", "2008-01-15", "2007-12-31", "1990-01-01", "1966-02-01", "1950-03-04"),
	}
	if l.odds(70) {
		columns["residence_id"] = l.place().ID
	}
	if l.odds(30) {
		columns["account_id"], columns["organization_id"] = nil, l.place().ID
	}
	own := *who.AccountID
	l.must(l.tx.DB.Model(who).Updates(columns).Error)
	if l.odds(20) {
		l.must(l.tx.DB.Model(&account.Account{}).Where("id = ?", own).Update("status", account.Suspended).Error)
	}
	for _, of := range l.teams {
		if l.odds(30) {
			live := 1
			member := &team.Member{TeamID: of.ID, VolunteerID: who.ID, Status: pick(l, team.ActiveMember, team.ActiveMember, team.Requested), Live: &live, RequestedAt: l.tx.Now}
			l.create(l.tx, member)
		}
	}
	for range l.chance.IntN(3) {
		l.create(l.tx, &volunteer.IdentityCheck{VolunteerID: who.ID, OrganizationID: l.place().ID, Document: volunteer.ResidentCard, CheckedAt: l.at()})
	}
	l.stars(who)
}

func (l *life) stars(who *volunteer.Volunteer) {
	for range l.chance.IntN(3) {
		level := int64(1 + l.chance.IntN(5))
		until := models.DateOf(l.at(), l.tx.Zone)
		made := &star.Application{
			VolunteerID: who.ID, SchemeID: 1, Level: level, Threshold: 1, NoticeUntil: &until,
			Status: pick(l, star.Approved, star.Approved, star.Approved, star.Approved, star.Revoked, star.Applied), CreatedAt: l.tx.Now, UpdatedAt: l.tx.Now,
		}
		l.create(l.tx, made)
		if l.odds(25) {
			author := &account.Account{Name: "王五", Status: account.Active, Version: 1, CreatedAt: l.tx.Now, UpdatedAt: l.tx.Now}
			l.create(l.tx, author)
			l.create(l.tx, &star.Objection{
				ApplicationID: made.ID, AccountID: author.ID, Reason: "有误", Status: pick(l, star.Open, star.Dismissed), CreatedAt: l.tx.Now,
			})
		}
	}
}

func (l *life) plan() {
	l.serial++
	own := 1
	made := &plan.Plan{
		OrganizationID: l.place().ID, OfOrganization: &own, Month: pick[plan.Month](l, "2025-11", "2025-12", "2026-01", "2026-02", "2026-03"),
		Status: pick(l, plan.Approved, plan.Approved, plan.Approved, plan.Submitted), Version: 1, CreatedAt: l.tx.Now, UpdatedAt: l.tx.Now,
	}
	if l.odds(50) {
		of := pick(l, l.teams...)
		made.TeamID, made.OrganizationID, made.OfOrganization = &of.ID, of.OrganizationID, nil
	}
	var there int64
	l.must(l.tx.DB.Model(&plan.Plan{}).Where("month = ? AND (team_id = ? OR team_id IS NULL AND organization_id = ? AND ? = 1)", made.Month, made.TeamID, made.OrganizationID,
		made.TeamID == nil).Count(&there).Error)
	if there > 0 {
		return
	}
	l.create(l.tx, made)
	for i := range 1 + l.chance.IntN(3) {
		item := plan.Item{PlanID: made.ID, Position: int64(i + 1), Title: "计划项", Category: l.category(), Platform: l.platform(), BrandID: l.someBrand()}
		l.create(l.tx, &item)
		l.items, l.months[item.ID] = append(l.items, item), made.Month
	}
}

func (l *life) category() string { return pick(l, "卫生环保", "理论宣讲", "=文化") }

func (l *life) platform() *activity.Platform {
	if l.odds(30) {
		return nil
	}
	platform := pick(l, activity.Platforms()[:4]...)
	return &platform
}

func (l *life) someBrand() *int64 {
	if l.odds(60) {
		return nil
	}
	id := pick(l, l.brands...)
	return &id
}

func (l *life) activity() {
	made := l.held(l.tx, pick(l, l.stations...), pick(l, l.teams...), "活动", l.category())
	starts := l.at()
	columns := map[string]any{
		"starts_at": starts, "ends_at": starts.Add(2 * time.Hour), "platform": l.platform(), "brand_id": l.someBrand(),
		"status": pick(l, activity.Published, activity.Published, activity.Published, activity.Cancelled, activity.Draft, activity.Withdrawn),
	}
	if l.odds(50) {
		columns["beneficiaries"] = l.chance.IntN(80)
	}
	if l.odds(85) {
		item := pick(l, l.items...)
		if columns["plan_item_id"] = item.ID; l.odds(40) { // in the month that it was planned for
			starts = l.months[item.ID].In(l.tx.Zone).Add(time.Duration(l.chance.IntN(20*24)) * time.Hour).UTC()
			columns["starts_at"], columns["ends_at"] = starts, starts.Add(2*time.Hour)
		}
	}
	l.must(l.tx.DB.Model(made).Updates(columns).Error)
	shift := &activity.Shift{
		ActivityID: made.ID, Role: "志愿者", StartsAt: starts, EndsAt: starts.Add(2 * time.Hour), Capacity: 9, RosterVersion: 1, CodeSecret: []byte("secret"),
		Version: 1, CreatedAt: l.tx.Now, UpdatedAt: l.tx.Now,
	}
	l.create(l.tx, shift)
	for _, i := range l.chance.Perm(len(l.volunteers))[:l.chance.IntN(5)] {
		l.signUp(made, shift, l.volunteers[i].ID)
	}
}

func (l *life) signUp(of *activity.Activity, shift *activity.Shift, volunteerID int64) {
	l.serial++
	live := 1
	made := &activity.SignUp{
		ShiftID: shift.ID, ActivityID: of.ID, VolunteerID: volunteerID, Live: &live, Sequence: l.serial, CreatedAt: l.tx.Now, UpdatedAt: l.tx.Now,
		Status: pick(l, activity.SignedUp, activity.SignedUp, activity.Completed, activity.Completed, activity.CheckedIn, activity.CancelledByVolunteer),
	}
	if made.Status == activity.CancelledByVolunteer {
		made.Live = nil
	}
	if l.odds(20) {
		made.CannotComeAt = &l.tx.Now
	}
	if l.odds(20) {
		made.ExcusedAt = &l.tx.Now
	}
	l.create(l.tx, made)
	if made.Status == activity.Completed && l.odds(85) {
		l.create(l.tx, &hours.Entry{
			SignUpID: made.ID, ShiftID: shift.ID, ActivityID: of.ID, VolunteerID: volunteerID, StationID: of.StationID, TeamID: of.TeamID,
			Minutes: int64(l.chance.IntN(120)), ServedOn: models.DateOf(shift.EndsAt, l.tx.Zone), CreatedAt: l.tx.Now,
			Status: pick(l, hours.Confirmed, hours.Confirmed, hours.Confirmed, hours.Pending, hours.Rejected, hours.Reversed),
		})
	}
}

// populations are those of two years, of some organizations, and a correction.
func (l *life) populations() {
	for _, at := range append([]*organization.Organization{l.center, l.east, l.east}, l.stations[1:]...) {
		for _, year := range []int64{2025, 2026} {
			if at == l.center || l.odds(70) {
				l.create(l.tx, &population.Base{OrganizationID: at.ID, Year: year, Residents: int64(100 + l.chance.IntN(9000)), Source: "统计年鉴", RecordedAt: l.tx.Now})
			}
		}
	}
}

// venues are some of organizations, and few have said how many they hold.
func (l *life) venues() {
	for i, at := range append([]*organization.Organization{l.center, l.center, l.east, l.east}, slices.Concat(l.stations, l.stations)...) {
		made := &venue.Venue{
			OrganizationID: at.ID, Name: strconv.Itoa(i), Address: "1号", Version: 1, CreatedAt: l.at(),
			Status: pick(l, venue.Active, venue.Active, venue.Closed),
		}
		if seats := int64(10 + l.chance.IntN(200)); at == l.center || l.odds(70) {
			made.Capacity = &seats
		}
		if at == l.center {
			made.Status, made.CreatedAt = venue.Active, l.tx.Now.AddDate(-1, 0, 0)
		}
		l.create(l.tx, made)
	}
}

func (l *life) must(err error) {
	if err != nil {
		panic(err)
	}
}
