package activity

import (
	"fmt"
	"strings"

	"practicestation/models"
)

// Over (超员) openly lets a shift have fewer seats than people who hold one: all of them stay, for a reason that is kept, and
// nobody moves up until there is room again.
type Over struct {
	Wanted bool
	Reason string
}

func (o *Over) faults(prefix string) models.Faults {
	var faults models.Faults
	o.Reason = strings.TrimSpace(o.Reason)
	switch {
	case o.Wanted && o.Reason == "":
		faults.Add(prefix+"over_reason", models.ErrReasonMissing.Code, models.ErrReasonMissing.Message)
	case len([]rune(o.Reason)) > longestReason:
		faults.Add(prefix+"over_reason", "max_length", "原因最多 200 个字。")
	}
	return faults
}

// goOver counts those who are above the capacity that the shift now has. A reason that was given before stays as long as
// somebody is.
func (s *Shift) goOver(over Over) {
	s.OverLimit = max(0, s.Confirmed-s.Capacity)
	if s.OverLimit == 0 {
		s.OverReason = nil
	} else if over.Wanted {
		s.OverReason = &over.Reason
	}
}

// lessOver sets what is left above the capacity when so many leave their seats: the reason goes with the last of them. It
// comes first, for MySQL reads a column that it has just set.
func lessOver(seats int64) string {
	return fmt.Sprintf("over_reason = CASE WHEN over_limit > %d THEN over_reason ELSE NULL END, over_limit = CASE WHEN over_limit > %d THEN over_limit - %d ELSE 0 END", seats, seats, seats)
}

// widen makes room above the capacity, openly, for each sign-up that staff have given a reason for; without it the guarded
// counter refuses them.
func widen(tx *models.Tx, shift *Shift, placed []*SignUp) error {
	for _, signUp := range placed {
		if signUp.OverReason == nil {
			continue
		}
		wider := tx.DB.Exec(`UPDATE shifts SET over_limit = over_limit + 1, over_reason = COALESCE(over_reason, ?)
			WHERE id = ? AND roster_version = ? AND confirmed >= capacity`, *signUp.OverReason, shift.ID, shift.RosterVersion)
		if wider.Error != nil {
			return wider.Error
		}
		if wider.RowsAffected == 0 {
			return tx.Retry()
		}
	}
	return nil
}
