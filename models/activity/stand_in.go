package activity

import (
	"slices"
	"strings"

	"practicestation/models"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

// The refusals about stand-ins.
var (
	// ErrSeatGone refuses a stand-in for a seat that nobody offers any more.
	ErrSeatGone = models.DefineError(models.Conflict, "seat_gone", "名额已不在", "这个名额已经取消、已由别人顶替，或本人已经到场。")
	// ErrHolderIsComing refuses to let staff offer a seat whose holder has not given it up.
	ErrHolderIsComing = models.DefineError(models.Conflict, "holder_is_coming", "本人没有说不来",
		"本人没有说不能参加，不能替他找人。请先联系本人，由本人或您登记“不能参加”，再找人顶替。")
)

// What people are told about stand-ins.
const (
	NoticeStandInAsked models.NoticeKind = "stand_in_asked"
	NoticeStandInFound models.NoticeKind = "stand_in_found"
	// NoticeStandInNotNeeded tells who was asked to take a seat over that it has been given back, or that its holder has come.
	NoticeStandInNotNeeded models.NoticeKind = "stand_in_not_needed"
)

// AskStandIns asks others to take a seat over (找人顶替): by its volunteer, of the own teams, or by staff once the volunteer
// has said "I cannot come". Nothing changes until one of them accepts; whom staff ask, they have let in.
// It fails with ErrSignUpNotFound, ErrPermission, ErrInvalid, ErrHolderIsComing or what keeps the seat from being given back.
func AskStandIns(tx *models.Tx, id int64, in Guests) ([]Guest, error) {
	found, err := findAttendance(tx, id)
	if err != nil {
		return nil, err
	}
	own := found.signUp.VolunteerID == tx.Actor.VolunteerID
	if !own && !tx.Actor.CanForTeam(models.KeepRosters, found.stationPath, found.activity.TeamID) {
		return nil, models.ErrPermission
	}
	ids, err := standIns(tx, found, in, own)
	if err != nil {
		return nil, err
	}
	if found.signUp.Status == Waitlisted {
		return nil, ErrStillWaitlisted
	}
	if err := found.signUp.cancellable(tx.Now, found.activity, found.shift, false); err != nil {
		return nil, err
	}
	if !own && found.signUp.CannotComeAt == nil {
		return nil, ErrHolderIsComing
	}
	seat := Invitation{
		ShiftID: found.shift.ID, ActivityID: found.activity.ID, Status: AskPending, Note: strings.TrimSpace(in.Note), SeatID: id, ByStaff: !own,
		InvitedBy: tx.Actor.AccountID, CreatedAt: tx.Now,
	}
	text := "有人不能参加" + found.shift.inWords(tx, found.activity) + "，想请您顶替。愿意请接受；不方便可以谢绝，没有任何影响。"
	guests, err := inviteAll(tx, found.activity, found.shift, ids, seat, NoticeStandInAsked, text)
	if err != nil {
		return nil, err
	}
	return guests, stillOffered(tx, id)
}

// stillOffered looks at the seat again under the shift's lock, which inviteAll has taken, and its own: who gave it back or came
// meanwhile could not end what is asked for it only now. Coming locks no shift.
func stillOffered(tx *models.Tx, id int64) error {
	seat, err := models.FindLocked[SignUp](tx, id, ErrSignUpNotFound)
	if err == nil && seat.Status != SignedUp {
		return tx.Retry()
	}
	return err
}

// standIns lists who may be asked of those named: staff ask whom they may invite, volunteers their team-mates.
func standIns(tx *models.Tx, found *attendance, in Guests, own bool) ([]int64, error) {
	if !own {
		ids, err := invited(tx, found.activity, in)
		return without(ids, found.signUp.VolunteerID), err
	}
	if err := in.oneOf(); err != nil {
		return nil, err
	}
	mates, err := team.Mates(tx, tx.Actor.VolunteerID)
	if err != nil {
		return nil, err
	}
	if in.TeamID != 0 {
		if _, member := mates[in.TeamID]; !member {
			return nil, models.Unknown("team_id")
		}
		return without(mates[in.TeamID], tx.Actor.VolunteerID), nil
	}
	for _, id := range in.VolunteerIDs {
		known := false
		for _, members := range mates {
			known = known || slices.Contains(members, id)
		}
		if !known || id == tx.Actor.VolunteerID {
			return nil, models.Unknown("volunteer_ids")
		}
	}
	return in.VolunteerIDs, nil
}

func without(ids []int64, out int64) []int64 {
	return slices.DeleteFunc(ids, func(id int64) bool { return id == out })
}

// takeOver moves a seat to the invited actor in one unit: it is never free in between, and never held twice. Every obstacle
// is looked at, under the same locks as a sign-up; the seat itself is the one that is there.
func takeOver(tx *models.Tx, asked *NamedInvitation, way Way) (*SignUp, error) {
	way.Source, way.ByStaff = FromStandIn, asked.ByStaff
	requests := []Request{{VolunteerID: asked.VolunteerID, Actor: tx.Actor, Way: way}}
	unlocked, err := mayTakeOver(tx, asked, requests, false)
	if err != nil {
		return nil, err
	}
	if err := tx.DB.Exec("UPDATE volunteers SET roster_version = roster_version + 1 WHERE id = ?", asked.VolunteerID).Error; err != nil {
		return nil, err
	}
	seen, err := mayTakeOver(tx, asked, requests, true)
	if err != nil {
		return nil, err
	}
	if seen.shift.RosterVersion != unlocked.shift.RosterVersion {
		return nil, tx.Retry() // the activity may have changed with it
	}
	seat, err := models.FindLocked[SignUp](tx, asked.SeatID, ErrSignUpNotFound)
	if err != nil {
		return nil, err
	}
	if seat.Status != SignedUp {
		return nil, ErrSeatGone
	}
	given := tx.DB.Model(&SignUp{}).Where("id = ? AND status = ?", seat.ID, SignedUp).Updates(map[string]any{
		"status": CancelledByVolunteer, "live": nil, "cancelled_at": tx.Now, "cancel_reason": "已由他人顶替", "updated_at": tx.Now,
	})
	if given.Error != nil {
		return nil, given.Error
	}
	numbered := tx.DB.Exec("UPDATE shifts SET last_sequence = last_sequence + 1 WHERE id = ? AND roster_version = ?", seen.shift.ID, seen.shift.RosterVersion)
	if numbered.Error != nil {
		return nil, numbered.Error
	}
	if given.RowsAffected == 0 || numbered.RowsAffected == 0 {
		return nil, tx.Retry()
	}
	taken := seen.arrive(tx.Now, requests[0])
	taken.OverReason, taken.KeptSeatReason, taken.QuotaTeamID = seat.OverReason, seat.KeptSeatReason, seat.QuotaTeamID // a seat that was kept for a team goes to whom the member has asked
	if err := seen.enter(tx, []*SignUp{taken}); err != nil {
		return nil, err
	}
	return taken, tellOfStandIn(tx, asked, seat, taken)
}

// mayTakeOver looks at everything that a decision about the seat rests on. It refuses with every obstacle but a full shift.
func mayTakeOver(tx *models.Tx, asked *NamedInvitation, requests []Request, lock bool) (*roster, error) {
	seen, err := look(tx, asked.ShiftID, requests, lock)
	if err != nil {
		return nil, err
	}
	return seen, refusal(except(seen.obstacles(tx.Now, requests[0]), ErrShiftFull, ErrSeatsKept))
}

// notNeeded is why nobody is needed for a seat any more, and what whoever was asked is told of it.
type notNeeded struct {
	kind models.NoticeKind
	why  string
}

func replaced() notNeeded { return notNeeded{NoticeStandInFound, "已有人顶替"} }

func givenBack() notNeeded {
	return notNeeded{NoticeStandInNotNeeded, "不再需要顶替，名额已退还"}
}

func hasCome() notNeeded {
	return notNeeded{NoticeStandInNotNeeded, "不再需要顶替，本人已经到场"}
}

// withdrawStandIns takes back what people were asked for seats that are given back or taken over, or whose holders have come after
// all, and tells them; not who takes one over. The seats' own rows are locked, at least.
func withdrawStandIns(tx *models.Tx, seatIDs []int64, takerID int64, reason notNeeded) error {
	for seats := range slices.Chunk(seatIDs, 500) {
		var open []NamedInvitation
		err := asked(tx, "invitations").Where("q.seat_id IN (?) AND q.status = ? AND q.volunteer_id <> ?", seats, AskPending, takerID).
			Order("q.id").Find(&open).Error
		if err != nil {
			return err
		}
		open = slices.DeleteFunc(open, func(i NamedInvitation) bool { return i.StatusAt(tx.Now) != AskPending })
		for chunk := range slices.Chunk(open, 500) {
			if err := withdrawInvitations(tx, chunk); err != nil {
				return err
			}
		}
		for _, one := range open {
			tellAsked(tx, reason.kind, one.VolunteerID, one.ActivityID, one.ShiftID, "请您顶替的"+one.inWords(tx)+reason.why+"，您不需要回复。")
		}
	}
	return nil
}

func withdrawInvitations(tx *models.Tx, open []NamedInvitation) error {
	ids := make([]int64, len(open))
	for i, one := range open {
		ids[i] = one.ID
		tx.Audit(models.AuditEntry{
			Action: "invitation." + string(AskWithdrawn), Subject: "invitation", SubjectID: one.ID, OrganizationID: one.StationID,
			Before: map[string]any{"status": AskPending}, After: map[string]any{"status": AskWithdrawn},
		})
	}
	withdrawn := tx.DB.Model(&Invitation{}).Where("id IN (?) AND status = ?", ids, AskPending).
		Updates(map[string]any{"status": AskWithdrawn, "live": nil, "decided_at": tx.Now})
	if withdrawn.Error == nil && withdrawn.RowsAffected != int64(len(ids)) {
		return tx.Retry() // somebody has answered at this very moment
	}
	return withdrawn.Error
}

// tellOfStandIn tells the former holder of a seat, who else was asked for it, and those in charge. Whom staff have found is a
// stranger to the holder, who reads no full name then.
func tellOfStandIn(tx *models.Tx, asked *NamedInvitation, seat, taken *SignUp) error {
	if err := withdrawStandIns(tx, []int64{seat.ID}, taken.VolunteerID, replaced()); err != nil {
		return err
	}
	found, err := behind(tx, taken)
	if err != nil {
		return err
	}
	names, err := volunteer.Names(tx, []int64{seat.VolunteerID, taken.VolunteerID})
	if err != nil {
		return err
	}
	words := found.shift.inWords(tx, found.activity)
	taker := names[taken.VolunteerID]
	if asked.ByStaff {
		taker = models.MaskName(taker)
	}
	tell(tx, NoticeStandInFound, seat, "有人顶替", taker+"将顶替您参加"+words+"，您不需要再到场。")
	tx.Audit(models.AuditEntry{
		Action: "sign_up.stand_in", Subject: "sign_up", SubjectID: seat.ID, OrganizationID: found.activity.StationID, Row: signUpRows().Row(taken.ID),
		Before: map[string]any{"status": seat.Status, "volunteer_id": seat.VolunteerID}, After: map[string]any{"sign_up_id": taken.ID, "volunteer_id": taken.VolunteerID},
	})
	text := names[taken.VolunteerID] + "将顶替" + names[seat.VolunteerID] + "参加" + words + "。"
	return alert(tx, found, models.Notice{Kind: NoticeStandInFound, Title: "名额有人顶替", Text: text, Named: names})
}
