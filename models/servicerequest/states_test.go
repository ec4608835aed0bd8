package servicerequest_test

import (
	"slices"
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/servicerequest"
)

// TestEachStateAndEachStep is the state machine once more, written out: from each state, what each step comes to.
func TestEachStateAndEachStep(t *testing.T) {
	const (
		submitted, rejected, accepted = servicerequest.Submitted, servicerequest.Rejected, servicerequest.Accepted
		dispatched, taken             = servicerequest.Dispatched, servicerequest.Taken
		completed, rated              = servicerequest.Completed, servicerequest.Rated
		withdrawn, cancelled          = servicerequest.Withdrawn, servicerequest.Cancelled
	)
	ends := map[string]map[servicerequest.Status]servicerequest.Status{
		"accept": {submitted: accepted}, "reject": {submitted: rejected}, "send": {accepted: dispatched},
		"take": {dispatched: taken}, "decline": {dispatched: accepted}, "take back": {dispatched: accepted, taken: accepted},
		"complete": {taken: completed}, "rate": {completed: rated},
		"withdraw": {submitted: withdrawn, accepted: withdrawn, dispatched: withdrawn},
		"cancel":   {accepted: cancelled, dispatched: cancelled, taken: cancelled},
	}
	each(t, func(t *testing.T, c *county) {
		// Whoever asks handles the station and leads the team, so that only the state stands in the way.
		everything := c.leader
		everything.Scopes = c.manager.Scopes
		for _, from := range servicerequest.Statuses() {
			for name, outcomes := range ends {
				made := c.in(from)
				steps := map[string]func() (*servicerequest.Listed, error){
					"accept": func() (*servicerequest.Listed, error) { return c.do(everything, accept(made.ID)) },
					"reject": func() (*servicerequest.Listed, error) {
						return c.do(everything, because(servicerequest.Reject, made.ID))
					},
					"send": func() (*servicerequest.Listed, error) { return c.do(everything, send(made.ID, c.second.ID)) },
					"take": func() (*servicerequest.Listed, error) { return c.do(everything, take(made.ID)) },
					"decline": func() (*servicerequest.Listed, error) {
						return c.do(everything, because(servicerequest.Decline, made.ID))
					},
					"take back": func() (*servicerequest.Listed, error) {
						return c.do(everything, because(servicerequest.TakeBack, made.ID))
					},
					"complete": func() (*servicerequest.Listed, error) { return c.do(everything, complete(made.ID)) },
					"rate": func() (*servicerequest.Listed, error) {
						return c.do(c.manager, rate(made.ID, servicerequest.Rating{Score: 4, Way: servicerequest.RatedByPhone}))
					},
					"withdraw": func() (*servicerequest.Listed, error) {
						return c.do(c.resident, because(servicerequest.Withdraw, made.ID))
					},
					"cancel": func() (*servicerequest.Listed, error) {
						return c.do(everything, because(servicerequest.Cancel, made.ID))
					},
				}
				got, err := steps[name]()
				want, goes := outcomes[from]
				switch {
				case goes && (err != nil || got.Status != want):
					t.Errorf("%s from %s: %v, %+v, want %s", name, from, err, got, want)
				case !goes && (name == "take" || name == "decline") && made.TeamID == nil:
					modelstest.Expect(t, name+" from "+string(from), err, models.ErrPermission) // the team has nothing to do with it
				case !goes:
					modelstest.Expect(t, name+" from "+string(from), err, servicerequest.ErrStatus)
				}
				if goes && !from.CanBecome(want) {
					t.Errorf("%s becomes %s, and the machine does not say so", from, want)
				}
			}
			for _, other := range servicerequest.Statuses() {
				if from.CanBecome(other) && !slices.ContainsFunc([]string{"accept", "reject", "send", "take", "decline", "take back", "complete", "rate", "withdraw", "cancel"},
					func(name string) bool { return ends[name][from] == other }) {
					t.Errorf("the machine lets %s become %s, and no step does", from, other)
				}
			}
			if from.Name() == "" {
				t.Errorf("%s has no name", from)
			}
		}
	})
}
