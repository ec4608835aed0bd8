package series_test

import (
	"fmt"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/series"
	"practicestation/models/team"
)

// keeping is the series with four seats, some of them kept for the team until two hours before.
func (w *world) keeping(seats int64) series.Input {
	in := w.saturdays()
	in.LeadDays, in.Rules[0].Shifts[0].Capacity = 14, 4
	kept := series.KeptSeats{Before: 2 * time.Hour, Teams: []series.TeamSeats{{TeamID: w.team.ID, Seats: seats}}}
	in.ShiftTerms = [][]series.ShiftTerms{{{Quotas: kept}}}
	return in
}

// seats are the quotas of each occurrence, with the time until the start at which they are released.
func (w *world) seats(of *series.Series) string {
	w.t.Helper()
	var text string
	for _, one := range w.held(of) {
		shift := w.shiftOf(&one)
		text += " " + (*one.OccurrenceOn).In(time.UTC).Format("02") + ":"
		for _, quota := range shift.Quotas {
			text += fmt.Sprintf("%d until %s", quota.Seats, shift.StartsAt.Sub(*shift.QuotaReleasedAt))
		}
	}
	return text
}

func (w *world) keepSeats(of *activity.Activity, seats int64, before time.Duration) {
	w.t.Helper()
	shift := w.shiftOf(of)
	quotas := &activity.QuotasInput{ReleasedAt: shift.StartsAt.Add(-before), Quotas: []activity.Quota{{TeamID: w.team.ID, Seats: seats}}}
	done(w, w.manager, func(tx *models.Tx) (*activity.Shift, error) {
		return activity.UpdateShift(tx, shift.ID, shift.Version, activity.ShiftInput{
			Role: shift.Role, StartsAt: shift.StartsAt, EndsAt: shift.EndsAt, Capacity: shift.Capacity, WaitlistCapacity: shift.WaitlistCapacity, Quotas: quotas,
		})
	})
}

func TestOccurrencesKeepSeatsForTeamsAsTheirSeriesSays(t *testing.T) {
	each(t, func(w *world) {
		in := w.keeping(2)
		made := w.create(in)
		w.same("the seats", w.seats(made), " 07:2 until 2h0m0s 14:2 until 2h0m0s")
		w.same("the same again", w.update(made, in), "")
		all := w.held(made)
		w.keepSeats(&all[0], 1, 30*time.Second)
		in = w.keeping(3)
		in.Rules[0].Shifts[0].Starts = "07:00"
		in.ShiftTerms[0][0].Quotas.Before = time.Hour
		w.same("more seats, earlier", w.update(made, in), "changed 03-07 starts_at+sign_up_closes_at+cancel_closes_at+shifts, changed 03-14 starts_at+sign_up_closes_at+cancel_closes_at+shifts")
		w.same("what somebody has changed stays, and goes along with the start", w.seats(made), " 07:1 until 30s 14:3 until 1h0m0s")
		w.same("the same again", w.update(made, in), "")
		in.ShiftTerms = nil
		w.same("none", w.update(made, in), "changed 03-14 shifts")
		w.same("none are kept", w.seats(made), " 07:1 until 30s 14:")
	})
}

// TestKeptSeatsOfOnesOwnFitTheCapacity: neither seats of the series nor a smaller capacity of it breaks an occurrence.
func TestKeptSeatsOfOnesOwnFitTheCapacity(t *testing.T) {
	each(t, func(w *world) {
		in := w.keeping(1)
		made := w.create(in)
		all := w.held(made)
		small := w.shiftOf(&all[0])
		done(w, w.manager, func(tx *models.Tx) (*activity.Shift, error) {
			return activity.UpdateShift(tx, small.ID, small.Version, activity.ShiftInput{Role: small.Role, StartsAt: small.StartsAt, EndsAt: small.EndsAt, Capacity: 2})
		})
		w.keepSeats(&all[1], 4, time.Hour)
		in = w.keeping(3)
		in.Rules[0].Shifts[0].Capacity, in.Title = 3, "理发日"
		w.same("three of three", w.update(made, in), "changed 03-07 title, changed 03-14 title")
		w.same("the seats", w.seats(made), " 07:1 until 2h0m0s 14:4 until 1h0m0s")
		if first, second := w.shiftOf(&all[0]).Capacity, w.shiftOf(&all[1]).Capacity; first != 2 || second != 4 {
			w.t.Errorf("%d and %d seats", first, second)
		}
	})
}

// TestSeatsForADissolvedTeamAreOpenToAll: nobody could take them, and the series goes on.
func TestSeatsForADissolvedTeamAreOpenToAll(t *testing.T) {
	each(t, func(w *world) {
		other := &team.Team{OrganizationID: w.station.ID, Name: "党员队", Affiliation: team.Party, Category: "邻里互助", Status: team.Active, Version: 1}
		w.insert(other)
		in := w.keeping(2)
		in.ShiftTerms[0][0].Quotas.Teams[0].TeamID = other.ID
		made := w.create(in)
		w.exec("UPDATE teams SET status = ? WHERE id = ?", team.Dissolved, other.ID)
		w.Clock.Advance(7 * 24 * time.Hour)
		_, err := w.generate(w.DB)
		w.must(err)
		w.same("the days", w.seats(made), " 07:2 until 2h0m0s 14: 21:")
		w.same("no trouble", w.trouble(made), "")
	})
}
