package feed

import (
	"time"

	"practicestation/models"
	"practicestation/models/activity"
)

// deadlines are when sign-up ends for the shifts of an activity that are held; one for all of them is not told again with each.
type deadlines struct {
	last    time.Time
	several bool
}

func deadlinesOf(of *activity.Activity, shifts []activity.Shift) deadlines {
	var found deadlines
	for i := range shifts {
		if shifts[i].CancelledAt != nil {
			continue
		}
		closes := shifts[i].SignUpCloses(of)
		found.several = found.several || !found.last.IsZero() && !closes.Equal(found.last)
		if closes.After(found.last) {
			found.last = closes
		}
	}
	if found.last.IsZero() {
		found.last = of.SignUpClosesAt
	}
	return found
}

func (d *deadlines) inWords(say *words) string {
	if d.several {
		return "各班次不同，最晚 " + say.moment(d.last)
	}
	return say.moment(d.last)
}

// ofShift says how long one may still sign up for a shift, where that is another matter than for the others.
func (d *deadlines) ofShift(tx *models.Tx, shift *activity.Shift, of *activity.Activity, say *words) string {
	closes := shift.SignUpCloses(of)
	switch {
	case !d.several || shift.CancelledAt != nil:
		return ""
	case !tx.Now.Before(closes):
		return "报名已截止"
	}
	return say.moment(closes) + " 截止报名"
}
