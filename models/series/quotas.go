package series

import (
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/team"
)

// KeptSeats (队伍名额) are the seats that a shift keeps for teams until some time before its start; none of no teams.
type KeptSeats struct {
	Before time.Duration `json:"before,omitempty"`
	Teams  []TeamSeats   `json:"teams,omitempty"`
}

// TeamSeats is how many seats a shift keeps for the members of one team.
type TeamSeats struct {
	TeamID int64 `json:"team_id"`
	Seats  int64 `json:"seats"`
}

// seatsKept are the seats that a shift keeps, in the words of a series.
func seatsKept(shift *activity.Shift) (kept KeptSeats) {
	for _, quota := range shift.Quotas {
		kept.Teams = append(kept.Teams, TeamSeats{TeamID: quota.TeamID, Seats: quota.Seats})
	}
	if shift.QuotaReleasedAt != nil && len(kept.Teams) > 0 {
		kept.Before = shift.StartsAt.Sub(*shift.QuotaReleasedAt)
	}
	return kept
}

// on are the quotas of a shift that begins then.
func (k KeptSeats) on(starts time.Time) activity.QuotasInput {
	quotas := activity.QuotasInput{ReleasedAt: starts.Add(-k.Before)}
	for _, one := range k.Teams {
		quotas.Quotas = append(quotas.Quotas, activity.Quota{TeamID: one.TeamID, Seats: one.Seats})
	}
	return quotas
}

func (k KeptSeats) same(other KeptSeats) bool {
	return k.Before == other.Before && slices.Equal(k.Teams, other.Teams)
}

func (k KeptSeats) seats() (total int64) {
	for _, one := range k.Teams {
		total += one.Seats
	}
	return total
}

// without are the seats that are left when nothing is kept for these teams.
func (k KeptSeats) without(teams map[int64]bool) KeptSeats {
	k.Teams = slices.DeleteFunc(slices.Clone(k.Teams), func(one TeamSeats) bool { return teams[one.TeamID] })
	if len(k.Teams) == 0 {
		return KeptSeats{}
	}
	return k
}

// lookAtTeams notes which of the teams that seats are kept for have been dissolved: nobody could take such a seat.
func (s *Series) lookAtTeams(tx *models.Tx) error {
	wanted := map[int64]bool{}
	for _, shifts := range s.ShiftTerms {
		for _, terms := range shifts {
			for _, one := range terms.Quotas.Teams {
				wanted[one.TeamID] = true
			}
		}
	}
	ids := make([]int64, 0, len(wanted))
	for id := range wanted {
		ids = append(ids, id)
	}
	found, err := team.Named(tx, ids)
	for _, one := range found {
		if one.Status == team.Active {
			delete(wanted, one.ID)
		}
	}
	s.teamsGone = wanted
	return err
}

// keepSeats leaves the seats as they are kept where somebody has changed that. Seats for teams that do not go into the
// capacity that the shift has of its own stay as they are too, and so does a capacity that seats of its own need.
func (s *slot) keepSeats(is, was slot) {
	if is.Quotas.same(was.Quotas) && s.Quotas.seats() <= s.Capacity {
		return
	}
	s.Quotas, s.ownSeats = is.Quotas, s.StartsAt.Equal(is.StartsAt) // the release goes along with the start
	if s.Quotas.seats() > s.Capacity {
		s.Capacity = is.Capacity
	}
}
