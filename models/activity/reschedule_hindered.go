package activity

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"practicestation/models"
)

// hindrance is why somebody cannot be at a shift at its new time.
type hindrance struct {
	kind   models.NoticeKind
	title  string
	reason string // kept with the sign-up
	text   string // what else the person is told
}

// engagement is when and where else somebody is expected.
type engagement struct {
	VolunteerID int64
	Title       string
	StartsAt    time.Time
	EndsAt      time.Time
}

func (e *engagement) overlaps(shift *Shift) bool {
	return e.StartsAt.Before(shift.EndsAt) && shift.StartsAt.Before(e.EndsAt)
}

func (e *engagement) hindrance(tx *models.Tx) *hindrance {
	other := fmt.Sprintf("“%s”（%s）", e.Title, Moment(e.StartsAt, tx.Now, tx.Zone))
	return &hindrance{
		kind: NoticeClash, title: "改期后时间冲突", reason: "改期后与" + other + "时间重叠",
		text: "新时间与您报名的" + other + "重叠，您的这条报名已取消，那一条不变。想参加这一场的，请先取消那一条再报名。",
	}
}

// hindered finds what keeps people from the new times, by sign-up. Of two shifts of the activity that come to overlap, a
// person keeps the one that has not moved, or the earlier one.
func (m *move) hindered(tx *models.Tx, live []SignUp, people []int64) (map[int64]*hindrance, error) {
	found, err := m.unfit(tx, live, people)
	if err != nil {
		return nil, err
	}
	taken, err := m.engagements(tx, people)
	if err != nil {
		return nil, err
	}
	shifts, rank := map[int64]*Shift{}, map[int64]int{}
	for i := range m.shifts {
		shifts[m.shifts[i].ID] = &m.shifts[i]
		if m.moves(&m.was[i]) {
			rank[m.shifts[i].ID] = 1
		}
	}
	inOrder := slices.Clone(live)
	slices.SortStableFunc(inOrder, func(a, b SignUp) int {
		return cmp.Or(cmp.Compare(rank[a.ShiftID], rank[b.ShiftID]), shifts[a.ShiftID].StartsAt.Compare(shifts[b.ShiftID].StartsAt))
	})
	for _, signUp := range inOrder {
		shift, mine := shifts[signUp.ShiftID], taken[signUp.VolunteerID]
		if found[signUp.ID] != nil {
			continue
		}
		if i := slices.IndexFunc(mine, func(e engagement) bool { return e.overlaps(shift) }); i >= 0 {
			found[signUp.ID] = mine[i].hindrance(tx)
			continue
		}
		taken[signUp.VolunteerID] = append(mine, engagement{Title: m.after.Title, StartsAt: shift.StartsAt, EndsAt: shift.EndsAt})
	}
	return found, nil
}

// engagements are the live sign-ups of the people elsewhere, and those that are used here, by volunteer, around the new times.
func (m *move) engagements(tx *models.Tx, people []int64) (map[int64][]engagement, error) {
	found := map[int64][]engagement{}
	for chunk := range slices.Chunk(people, 500) {
		var rows []engagement
		err := tx.DB.Table("sign_ups AS s").Select("s.volunteer_id, a.title, h.starts_at, h.ends_at").
			Joins("JOIN shifts AS h ON h.id = s.shift_id").Joins("JOIN activities AS a ON a.id = h.activity_id").
			Where("s.volunteer_id IN (?) AND s.live = 1 AND h.starts_at < ? AND h.ends_at > ?", chunk, m.after.EndsAt, m.after.StartsAt).
			Where("(s.activity_id <> ? OR s.status NOT IN (?))", m.after.ID, []SignUpStatus{SignedUp, Waitlisted}).
			Order("h.starts_at, s.id").Scan(&rows).Error
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			found[row.VolunteerID] = append(found[row.VolunteerID], row)
		}
	}
	return found, nil
}

// unfit finds whom a shift does not take on its new day though it did on the old one, by sign-up: by then they are too old,
// what they were trained in no longer counts, or their guardian's consent is over. A requirement that came after they had signed up is none for them.
func (m *move) unfit(tx *models.Tx, live []SignUp, people []int64) (map[int64]*hindrance, error) {
	found := map[int64]*hindrance{}
	need := needsOf(m.shifts)
	for chunk := range slices.Chunk(people, 500) {
		applicants, err := readApplicants(tx, chunk, need)
		if err != nil {
			return nil, err
		}
		for _, signUp := range live {
			if applicants[signUp.VolunteerID] == nil {
				continue
			}
			at := slices.IndexFunc(m.shifts, func(s Shift) bool { return s.ID == signUp.ShiftID })
			if reason := newlyMissing(tx, m.after, &m.was[at], &m.shifts[at], signUp.VolunteerID, applicants); reason != nil {
				found[signUp.ID] = &hindrance{
					kind: NoticeUnfit, title: "改期后不符合条件", reason: "改期后不符合报名条件：" + reason.Title,
					text: reason.Message + "您的这条报名已取消。",
				}
			}
		}
	}
	return found, nil
}

// newlyMissing is the first requirement or consent that somebody has at the old time of a shift and not at the new one.
func newlyMissing(tx *models.Tx, of *Activity, before, after *Shift, volunteerID int64, people map[int64]*applicant) *models.Error {
	missing := func(shift *Shift) (found obstacleList) {
		seen, request := &roster{activity: of, shift: shift, zone: tx.Zone, people: people}, Request{VolunteerID: volunteerID}
		seen.addOfRequirements(&found, request)
		seen.addOfMinors(&found, request)
		return found
	}
	was := missing(before)
	for _, obstacle := range missing(after) {
		if !slices.ContainsFunc(was, func(o Obstacle) bool { return o.Error == obstacle.Error }) {
			return obstacle.Error
		}
	}
	return nil
}
