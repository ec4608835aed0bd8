package activity

import (
	"fmt"
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/team"
)

// Quota (队伍名额) is how many of a shift's seats are kept for the members of a team, and how many of them have taken one.
type Quota struct {
	TeamID int64 `json:"team_id"`
	Seats  int64 `json:"seats"`
	Taken  int64 `json:"taken"`
}

// QuotasInput says which seats are kept for whom, until when; none keeps no seats.
type QuotasInput struct {
	ReleasedAt time.Time // from then on the seats are open to all
	Quotas     []Quota   // Taken is not read
}

// The refusals about quotas.
var (
	ErrSeatsKept    = models.DefineError(models.Conflict, "seats_kept", "名额保留给队伍", "剩下的名额在释放之前保留给指定队伍的队员，请在释放后再来，或先加入队伍。")
	ErrQuotasExceed = models.DefineError(models.Conflict, "quotas_exceed_capacity", "保留名额多于总名额", "各队保留的名额之和不能多于班次的名额，请先减少保留名额。")
)

func (in *QuotasInput) faults(prefix string, capacity int64, starts time.Time) models.Faults {
	var faults models.Faults
	if len(in.Quotas) > 0 && (in.ReleasedAt.IsZero() || in.ReleasedAt.After(starts)) {
		faults.Add(prefix+"released_at", "order", "保留名额的释放时间不能晚于班次开始。")
	}
	if len(in.Quotas) > maxTeams {
		faults.Add(prefix+"teams", "max_items", "最多为 20 支队伍保留名额。")
	}
	total := int64(0)
	for i, quota := range in.Quotas {
		if quota.Seats < 1 || quota.Seats > maxCapacity {
			faults.Add(fmt.Sprintf("%steams.%d.seats", prefix, i), "range", "保留的名额要在 1 到 100000 之间。")
		}
		if slices.ContainsFunc(in.Quotas[:i], func(q Quota) bool { return q.TeamID == quota.TeamID }) {
			faults.Add(fmt.Sprintf("%steams.%d.team_id", prefix, i), "repeated", "同一支队伍只写一次。")
		}
		total += quota.Seats
	}
	if total > capacity {
		faults.Add(prefix+"teams", ErrQuotasExceed.Code, ErrQuotasExceed.Message)
	}
	return faults
}

// known fails with ErrInvalid when a quota is for a team that is not there.
func (in *QuotasInput) known(tx *models.Tx, prefix string) error {
	ids := make([]int64, len(in.Quotas))
	for i, quota := range in.Quotas {
		ids[i] = quota.TeamID
	}
	found, err := team.Named(tx, ids)
	if err != nil {
		return err
	}
	var faults models.Faults
	for i, id := range ids {
		if !slices.ContainsFunc(found, func(t team.Team) bool { return t.ID == id && t.Status == team.Active }) {
			faults.Add(fmt.Sprintf("%steams.%d.team_id", prefix, i), "not_found", "没有找到这支队伍，请重新选择。")
		}
	}
	return faults.Err()
}

// keep makes the shift keep seats as the input says; nobody has taken one yet.
func (s *Shift) keep(in *QuotasInput) {
	if in == nil {
		return
	}
	s.Quotas, s.QuotaReleasedAt = nil, nil
	for _, quota := range in.Quotas {
		s.Quotas = append(s.Quotas, Quota{TeamID: quota.TeamID, Seats: quota.Seats})
	}
	if len(s.Quotas) > 0 {
		released := in.ReleasedAt.UTC().Truncate(time.Millisecond)
		s.QuotaReleasedAt = &released
	}
}

// moveRelease has the release of kept seats go along with the shift's start. Seats that everybody may have already stay so.
func (s *Shift) moveRelease(by time.Duration, now time.Time) {
	if s.keeps(now) {
		moved := s.QuotaReleasedAt.Add(by)
		s.QuotaReleasedAt = &moved
	}
}

// keeps reports whether seats are still kept: a shift that has begun, perhaps because it was moved, keeps none.
func (s *Shift) keeps(now time.Time) bool {
	return s.QuotaReleasedAt != nil && now.Before(*s.QuotaReleasedAt)
}

// kept is how many seats are kept that nobody has taken.
func (s *Shift) kept() int64 {
	left := int64(0)
	for _, quota := range s.Quotas {
		left += max(0, quota.Seats-quota.Taken)
	}
	return left
}

// seatsOfTeams is how many seats the quotas are, taken or not.
func (s *Shift) seatsOfTeams() int64 {
	total := int64(0)
	for _, quota := range s.Quotas {
		total += quota.Seats
	}
	return total
}

// quotaOf finds the quota of a team.
func (s *Shift) quotaOf(teamID int64) *Quota {
	for i := range s.Quotas {
		if s.Quotas[i].TeamID == teamID {
			return &s.Quotas[i]
		}
	}
	return nil
}

// seatFor finds a seat for a person of these teams: a kept one of a team's, so that an open one is left for others, or
// else an open one, which comes without a quota.
func (s *Shift) seatFor(now time.Time, teams map[int64]team.Affiliation) (kept *Quota, free bool) {
	left := s.Capacity - s.Confirmed
	if left <= 0 || !s.keeps(now) {
		return nil, left > 0
	}
	for i := range s.Quotas {
		quota := &s.Quotas[i]
		if _, member := teams[quota.TeamID]; member && quota.Taken < quota.Seats {
			return quota, true
		}
	}
	return nil, left > s.kept()
}

// take counts a seat that somebody gets, and notes on the sign-up whose it is.
func (s *Shift) take(signUp *SignUp, kept *Quota) {
	s.Confirmed++
	if kept != nil {
		kept.Taken++
		signUp.QuotaTeamID = &kept.TeamID
	}
}

// giveBack counts a kept seat as free again, when somebody leaves who had taken one.
func (s *Shift) giveBack(signUp *SignUp) {
	if signUp.QuotaTeamID == nil || signUp.Status == Waitlisted {
		return
	}
	if quota := s.quotaOf(*signUp.QuotaTeamID); quota != nil {
		quota.Taken--
	}
}

// settle is what the release of kept seats has done to the counters, or is about to: the queue comes before any newcomer.
func (s *Shift) settle(now time.Time, unready int64) {
	if len(s.Quotas) == 0 || s.keeps(now) || !now.Before(s.StartsAt) {
		return
	}
	moving := min(max(0, s.Capacity-s.Confirmed), max(0, s.Waitlisted-unready))
	s.Confirmed += moving
	s.Waitlisted -= moving
}

// addOfSeats tells that nothing is left: nothing at all, or nothing for somebody who is in none of the teams.
func (r *roster) addOfSeats(found *obstacleList, now time.Time, request Request) {
	if r.hasSeat(now, request) || r.hasWait(now) || request.Way.OverReason != "" {
		return
	}
	if !r.shift.keeps(now) || r.shift.Confirmed >= r.shift.Capacity {
		found.add(true, ErrShiftFull)
		return
	}
	kept := Obstacle{Error: ErrSeatsKept, Remedy: remedy(ErrSeatsKept), LiftedAt: r.shift.QuotaReleasedAt}
	for _, quota := range r.shift.Quotas {
		if quota.Taken < quota.Seats {
			kept.TeamIDs = append(kept.TeamIDs, quota.TeamID)
		}
	}
	*found = append(*found, kept)
}

// teamsOf are the teams of a person, as far as the shift needs to know them.
func (r *roster) teamsOf(volunteerID int64) map[int64]team.Affiliation {
	if who := r.people[volunteerID]; who != nil {
		return who.Teams
	}
	return nil
}

// recount gives those who hold a seat the kept seats of their teams, in the order of their arrival: what is kept from now
// on is what the teams do not have yet. The shift is locked.
func recount(tx *models.Tx, shift *Shift) error {
	if err := tx.DB.Exec("UPDATE sign_ups SET quota_team_id = NULL WHERE shift_id = ? AND quota_team_id IS NOT NULL", shift.ID).Error; err != nil {
		return err
	}
	if len(shift.Quotas) == 0 {
		return nil
	}
	var seated []SignUp
	err := tx.DB.Where("shift_id = ? AND status IN (?)", shift.ID, []SignUpStatus{SignedUp, CheckedIn, Completed}).Order("sequence").Find(&seated).Error
	if err != nil {
		return err
	}
	teams, err := teamsOfAll(tx, seated)
	if err != nil {
		return err
	}
	var tagged []SignUp
	for i := range seated {
		for j := range shift.Quotas {
			quota := &shift.Quotas[j]
			if _, member := teams[seated[i].VolunteerID][quota.TeamID]; member && quota.Taken < quota.Seats {
				quota.Taken++
				seated[i].QuotaTeamID = &quota.TeamID
				tagged = append(tagged, seated[i])
				break
			}
		}
	}
	return tag(tx, tagged)
}

func teamsOfAll(tx *models.Tx, signUps []SignUp) (map[int64]map[int64]team.Affiliation, error) {
	ids := []int64{0}
	for _, signUp := range signUps {
		ids = append(ids, signUp.VolunteerID)
	}
	return team.MembershipsOf(tx, ids)
}

// tag writes whose kept seats the sign-ups have taken, with one statement for each team.
func tag(tx *models.Tx, signUps []SignUp) error {
	byTeam := map[int64][]int64{}
	for _, signUp := range signUps {
		if signUp.QuotaTeamID != nil {
			byTeam[*signUp.QuotaTeamID] = append(byTeam[*signUp.QuotaTeamID], signUp.ID)
		}
	}
	for teamID, ids := range byTeam {
		if err := tx.DB.Exec("UPDATE sign_ups SET quota_team_id = ? WHERE id IN (?)", teamID, ids).Error; err != nil {
			return err
		}
	}
	return nil
}
