package activity

import (
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/volunteer"
)

// SignUpStatus (报名状态) is where a sign-up stands.
type SignUpStatus string

// The states of a sign-up. Not signed out, no show, late cancel and excused are never stored: they follow the clock when read.
const (
	SignedUp             SignUpStatus = "confirmed"
	Waitlisted           SignUpStatus = "waitlisted"
	CheckedIn            SignUpStatus = "checked_in"
	Completed            SignUpStatus = "completed"
	NotSignedOut         SignUpStatus = "not_signed_out"
	NoShow               SignUpStatus = "no_show"
	LateCancel           SignUpStatus = "late_cancel"
	Excused              SignUpStatus = "excused"
	CancelledByVolunteer SignUpStatus = "cancelled"
	CancelledByOrganizer SignUpStatus = "cancelled_by_organizer"
)

// SignUp is one volunteer on one shift: with a seat, or waiting for one.
type SignUp struct {
	ID           int64
	ShiftID      int64
	ActivityID   int64
	VolunteerID  int64
	Status       SignUpStatus // as stored
	Live         *int         // 1 until it is cancelled: the unique key behind "once for a shift"
	Sequence     int64        // the order of arrival at the shift
	CheckedInAt  *time.Time
	CheckedOutAt *time.Time
	CancelledAt  *time.Time
	CancelReason *string

	AttendanceVersion int64 // moves with every attendance event

	RiskAcknowledgedAt *time.Time // when the volunteer acknowledged the risk notice
	RiskNoticeID       *int64     // and which version of it
	QuotaTeamID        *int64     // the team whose kept seat this is

	Source         Source
	OperatorID     *int64                  // the account that let somebody else in,
	Confirmation   *volunteer.Confirmation // and how that person had agreed
	OverReason     *string                 // why the seat was given above the capacity,
	KeptSeatReason *string                 // or was one that is kept for a team that the person is not in

	GuardianConsentID   *int64 // what a minor's sign-up rests on,
	GuardianAccompanies bool   // and whether the guardian comes along

	CannotComeAt     *time.Time // said after the deadline, so that the seat stays
	CannotComeReason *string
	ExcusedAt        *time.Time
	ExcusedBy        *int64
	ExcuseReason     *string

	SettleDueOn    *models.Date // by when minutes are to be set for who never signed out; nil until that is seen
	SettleReminded int64        // how many of the reminders of it have been sent

	CreatedAt time.Time
	UpdatedAt time.Time

	WaitlistPosition int64 `gorm:"-"` // from 1, for a waiting one
	MustAcknowledge  bool  `gorm:"-"` // the risk notice that is shown now; without that, nobody moves up
}

// StatusAt is the state at an instant: once check-in has closed, who never came is a no-show, and who never signed out is
// a state of its own, which nobody fills in.
func (s *SignUp) StatusAt(now, checkInClosesAt time.Time) SignUpStatus {
	switch {
	case now.Before(checkInClosesAt):
		return s.Status
	case s.Status == SignedUp:
		return s.absent()
	case s.Status == CheckedIn:
		return NotSignedOut
	}
	return s.Status
}

// absent is what an unused seat has come to: forgiven, given up too late, or left without a word.
func (s *SignUp) absent() SignUpStatus {
	switch {
	case s.ExcusedAt != nil:
		return Excused
	case s.CannotComeAt != nil:
		return LateCancel
	}
	return NoShow
}

// Request is one volunteer's wish for a seat, with the account that asks and the way in.
type Request struct {
	VolunteerID int64 // 0 without a profile
	Actor       models.Actor
	Way         Way
}

// Outcome is what became of a request: a sign-up, or the refusal with all obstacles.
type Outcome struct {
	SignUp *SignUp
	Err    error
}

// SignUpSelf signs the actor up for a shift, or puts the actor on its waiting list.
// It fails with ErrShiftNotFound or with a refusal that lists every obstacle.
func SignUpSelf(tx *models.Tx, shiftID int64, way Way) (*SignUp, error) {
	outcomes, err := SignUpAll(tx, shiftID, []Request{{VolunteerID: tx.Actor.VolunteerID, Actor: tx.Actor, Way: way}})
	if err != nil {
		return nil, err
	}
	return outcomes[0].SignUp, outcomes[0].Err
}

// SignUpAll signs volunteers up for a shift in the order of the list: first come, first served. Each request gets its own
// outcome; an error is for all of them. The volunteers' rows are written, so that no two units on any node can give one
// person two overlapping sign-ups; the hot row, the shift's, comes last and is guarded by its counters.
func SignUpAll(tx *models.Tx, shiftID int64, requests []Request) ([]Outcome, error) {
	unlocked, err := look(tx, shiftID, requests, false)
	if err != nil {
		return nil, err
	}
	outcomes := unlocked.decide(tx.Now, requests)
	if !slices.ContainsFunc(outcomes, func(o Outcome) bool { return o.Err == nil }) {
		return outcomes, nil // refused by what is already there: no lock is needed to say so
	}
	ids := volunteerIDs(requests)
	if err := tx.DB.Exec("UPDATE volunteers SET roster_version = roster_version + 1 WHERE id IN (?)", ids).Error; err != nil {
		return nil, err
	}
	locked, err := look(tx, shiftID, requests, true)
	if err != nil {
		return nil, err
	}
	if locked.shift.RosterVersion != unlocked.shift.RosterVersion {
		return nil, tx.Retry() // the activity may have changed with it: read everything again
	}
	if err := locked.serveQueue(tx); err != nil {
		return nil, err
	}
	outcomes = locked.decide(tx.Now, requests)
	return outcomes, locked.seat(tx, requests, outcomes)
}

func volunteerIDs(requests []Request) []int64 {
	var ids []int64
	for _, request := range requests {
		if request.VolunteerID != 0 {
			ids = append(ids, request.VolunteerID)
		}
	}
	slices.Sort(ids) // locks are taken in one order
	return slices.Compact(ids)
}

// decide gives each request its place in order, or all its obstacles; counters and slots move along.
func (r *roster) decide(now time.Time, requests []Request) []Outcome {
	outcomes := make([]Outcome, len(requests))
	for i, request := range requests {
		obstacles := r.obstacles(now, request)
		if len(obstacles) > 0 {
			outcomes[i].Err = refusal(obstacles)
			continue
		}
		outcomes[i].SignUp = r.place(now, request)
	}
	return outcomes
}

// hasSeat reports whether a newcomer gets a seat at once. Before the shift begins, nobody passes those in the queue who could
// take the seat: it is not kept for a team, and they have acknowledged the risk notice. The queue has been served first.
func (r *roster) hasSeat(now time.Time, request Request) bool {
	passing := r.shift.Waitlisted > r.unready && now.Before(r.shift.StartsAt) && !r.shift.keeps(now)
	_, free := r.shift.seatFor(now, r.teamsOf(request.VolunteerID))
	return free && !passing
}

// hasWait reports whether a newcomer may join the queue. Nobody moves up once the shift has begun, so nobody joins then.
func (r *roster) hasWait(now time.Time) bool {
	return r.shift.Waitlisted < r.shift.WaitlistCapacity && now.Before(r.shift.StartsAt)
}

// place takes a seat or the end of the queue.
func (r *roster) place(now time.Time, request Request) *SignUp {
	signUp := r.arrive(now, request)
	switch over := request.Way.OverReason; {
	case r.hasSeat(now, request):
		kept, _ := r.shift.seatFor(now, r.teamsOf(request.VolunteerID))
		r.shift.take(signUp, kept)
	case over != "":
		r.shift.Confirmed++
		if r.shift.Confirmed > r.shift.Capacity {
			signUp.OverReason = &over
		} else {
			signUp.KeptSeatReason = &over // it was there, and kept for others
		}
	default:
		r.shift.Waitlisted++
		signUp.Status, signUp.WaitlistPosition = Waitlisted, r.shift.Waitlisted
	}
	r.held[request.VolunteerID] = append(r.held[request.VolunteerID], slot{VolunteerID: request.VolunteerID, ShiftID: r.shift.ID})
	return signUp
}

// arrive is the row of who comes next, with a seat.
func (r *roster) arrive(now time.Time, request Request) *SignUp {
	live := 1
	r.shift.LastSequence++
	signUp := &SignUp{
		ShiftID: r.shift.ID, ActivityID: r.activity.ID, VolunteerID: request.VolunteerID, Status: SignedUp, Live: &live,
		Sequence: r.shift.LastSequence, Source: request.Way.source(), OperatorID: request.operator(), Confirmation: request.Way.Confirmation, CreatedAt: now, UpdatedAt: now,
	}
	if request.Way.RiskAcknowledged && r.activity.RiskNoticeID != nil {
		signUp.RiskAcknowledgedAt, signUp.RiskNoticeID = &now, r.activity.RiskNoticeID
		if read := request.Way.RiskNoticeID; read != 0 {
			signUp.RiskNoticeID = &read // an application's may be an older one
		}
	}
	r.restOnConsent(signUp)
	return signUp
}

// seat writes what was decided under the locks: the guarded counters, then the rows.
func (r *roster) seat(tx *models.Tx, requests []Request, outcomes []Outcome) error {
	var placed []*SignUp
	var seats, waiting int64
	for _, outcome := range outcomes {
		if outcome.SignUp == nil {
			continue
		}
		placed = append(placed, outcome.SignUp)
		if outcome.SignUp.Status == SignedUp {
			seats++
		} else {
			waiting++
		}
	}
	if len(placed) == 0 {
		return nil
	}
	if err := widen(tx, r.shift, placed); err != nil {
		return err
	}
	guarded := tx.DB.Exec(`UPDATE shifts SET confirmed = confirmed + ?, waitlisted = waitlisted + ?, last_sequence = last_sequence + ?, quotas = ?
		WHERE id = ? AND roster_version = ? AND confirmed + ? <= capacity + over_limit AND waitlisted + ? <= waitlist_capacity
		AND (quotas = '[]' OR quotas = ? AND confirmed = ?)`,
		seats, waiting, seats+waiting, r.shift.Quotas,
		r.shift.ID, r.shift.RosterVersion, seats, waiting,
		r.before.Quotas, r.before.Confirmed)
	if guarded.Error != nil {
		return guarded.Error
	}
	if guarded.RowsAffected == 0 {
		return tx.Retry()
	}
	if err := r.enter(tx, placed); err != nil {
		return err
	}
	for i, outcome := range outcomes {
		if outcome.SignUp != nil {
			tx.Audit(models.AuditEntry{
				Action: "sign_up.create", Subject: "sign_up", SubjectID: outcome.SignUp.ID, OrganizationID: r.activity.StationID,
				Actor: &requests[i].Actor, Row: signUpRows().Row(outcome.SignUp.ID), After: map[string]any{"shift_id": r.shift.ID, "status": outcome.SignUp.Status, "source": outcome.SignUp.Source, "volunteer_id": outcome.SignUp.VolunteerID, "over_reason": outcome.SignUp.OverReason, "kept_seat_reason": outcome.SignUp.KeptSeatReason},
			})
		}
	}
	return nil
}
