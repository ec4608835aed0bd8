package activity

import (
	"slices"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

// Invitation (邀请) asks a volunteer to join a shift. It holds no seat; to decline it, or to leave it unanswered, has no
// consequence at all, and nothing counts it.
type Invitation struct {
	ID          int64
	ShiftID     int64
	ActivityID  int64
	VolunteerID int64
	Status      AskStatus // as stored
	Live        *int      // 1 while it is pending: the unique key behind "once at a time"
	Note        string    // what the inviting side says
	SignUpID    *int64    // what came of it
	SeatID      int64     // the sign-up whose seat is to be taken over; 0 for a seat of one's own
	ByStaff     bool      // staff have let the invited person in
	InvitedBy   int64
	DecidedAt   *time.Time
	CreatedAt   time.Time
}

// The refusals about invitations.
var (
	ErrInvitationNotFound = models.DefineError(models.NotFound, "invitation_not_found", "邀请不存在", "没有找到这份邀请。")
	ErrInvitationDecided  = models.DefineError(models.Conflict, "invitation_decided", "邀请已回复", "这份邀请已经回复过或已撤回，请刷新后查看。")
	ErrInvitationExpired  = models.DefineError(models.Conflict, "invitation_expired", "邀请已过期", "班次已经开始或活动已取消，这份邀请不再有效。")
	ErrAlreadyInvited     = models.DefineError(models.Conflict, "already_invited", "已邀请", "已经邀请过这个人，请等待回复。")
	ErrNoAccount          = models.DefineError(models.Conflict, "account_missing", "没有账号", "这个人没有账号，收不到邀请，请直接联系并代为报名。")
	ErrShiftStarted       = models.DefineError(models.Conflict, "shift_started", "班次已开始", "班次已经开始，不能再邀请；到场的人请现场登记。")
)

// NoticeInvited tells of an invitation.
const NoticeInvited models.NoticeKind = "invited"

// besidesSeats are the obstacles that an invitation may meet: it holds no seat and no time, and sign-up may open later.
var besidesSeats = []*models.Error{ErrTimeConflict, ErrShiftFull, ErrSeatsKept, ErrSignUpNotOpen, ErrRiskNotAcknowledged}

// Guests say whom to invite: volunteers, or all active members of a team.
type Guests struct {
	VolunteerIDs []int64
	TeamID       int64
	Note         string
}

// Guest is what became of inviting one person: an invitation, or the refusal.
type Guest struct {
	VolunteerID int64
	Invitation  *NamedInvitation
	Err         error
}

// Invite asks volunteers to join a shift; each gets an outcome of its own.
// It fails with ErrShiftNotFound, ErrPermission, ErrInvalid or ErrShiftStarted.
func Invite(tx *models.Tx, shiftID int64, in Guests) ([]Guest, error) {
	shift, of, err := findVisible(tx, shiftID)
	if err != nil {
		return nil, err
	}
	if err := mayManage(tx, of, models.KeepRosters); err != nil {
		return nil, shiftMissing(err)
	}
	ids, err := invited(tx, of, in)
	if err != nil {
		return nil, err
	}
	if !tx.Now.Before(shift.StartsAt) {
		return nil, ErrShiftStarted
	}
	made := Invitation{
		ShiftID: shiftID, ActivityID: of.ID, Status: AskPending, Note: strings.TrimSpace(in.Note), ByStaff: true,
		InvitedBy: tx.Actor.AccountID, CreatedAt: tx.Now,
	}
	text := "实践站邀请您参加" + shift.inWords(tx, of) + "。愿意参加请接受邀请；不方便可以谢绝，没有任何影响。"
	return inviteAll(tx, of, shift, ids, made, NoticeInvited, text)
}

// inviteAll makes an invitation like the one given for everybody whom nothing but seats and times keeps out.
func inviteAll(tx *models.Tx, of *Activity, shift *Shift, ids []int64, like Invitation, kind models.NoticeKind, text string) ([]Guest, error) {
	guests, err := welcome(tx, shift, ids, like)
	if err != nil {
		return nil, err
	}
	for i := range guests {
		if guests[i].Err != nil {
			continue
		}
		live, made := 1, like
		made.VolunteerID, made.Live = guests[i].VolunteerID, &live
		if guests[i].Invitation, err = insertInvitation(tx, of, &made, kind, text); err != nil {
			return nil, err
		}
	}
	return guests, nil
}

// oneOf fails with ErrInvalid unless either volunteers or a team are named.
func (in *Guests) oneOf() error {
	if (in.TeamID == 0) == (len(in.VolunteerIDs) == 0) {
		return models.ErrInvalid.WithFields(models.FieldError{Field: "volunteer_ids", Code: "one_of", Message: "volunteer_ids 和 team_id 要写其中一个。"})
	}
	return nil
}

// invited lists whom the actor may invite of those named. It fails with ErrInvalid for anybody else.
func invited(tx *models.Tx, of *Activity, in Guests) ([]int64, error) {
	if err := in.oneOf(); err != nil {
		return nil, err
	}
	if in.TeamID == 0 {
		ids := slices.Clone(in.VolunteerIDs)
		slices.Sort(ids)
		return slices.Compact(ids), volunteer.CheckReach(tx, models.KeepRosters, "volunteer_ids", in.VolunteerIDs)
	}
	if in.TeamID != of.TeamID {
		guests, err := models.Find[team.Team](tx, in.TeamID, models.Unknown("team_id"))
		if err != nil {
			return nil, err
		}
		home, err := models.Find[organization.Organization](tx, guests.OrganizationID, models.Unknown("team_id"))
		if err != nil {
			return nil, err
		}
		if !tx.Actor.CanForTeam(models.KeepRosters, home.Path, in.TeamID) {
			return nil, models.Unknown("team_id")
		}
	}
	return team.ActiveMembers(tx, in.TeamID)
}

// welcome says for each person what keeps them from joining, whatever comes of seats and times.
func welcome(tx *models.Tx, shift *Shift, ids []int64, like Invitation) ([]Guest, error) {
	way := Way{Source: FromInvitation}
	if like.SeatID != 0 {
		way = Way{Source: FromStandIn, ByStaff: like.ByStaff}
	}
	requests := make([]Request, len(ids))
	for i, id := range ids {
		requests[i] = Request{VolunteerID: id, Actor: tx.Actor, Way: way}
	}
	seen, err := look(tx, shift.ID, requests, false)
	if err != nil {
		return nil, err
	}
	if err := seen.unchanged(tx); err != nil {
		return nil, err
	}
	var pending []int64
	err = tx.DB.Model(&Invitation{}).Where("shift_id = ? AND seat_id = ? AND volunteer_id IN (?) AND live = 1", shift.ID, like.SeatID, append([]int64{0}, ids...)).
		Pluck("volunteer_id", &pending).Error
	if err != nil {
		return nil, err
	}
	var reachable []int64
	err = tx.DB.Table("volunteers").Where("id IN (?) AND account_id IS NOT NULL", append([]int64{0}, ids...)).Pluck("id", &reachable).Error
	guests := make([]Guest, len(ids))
	for i, request := range requests {
		guests[i] = Guest{VolunteerID: ids[i], Err: refusal(except(seen.obstacles(tx.Now, request), besidesSeats...))}
		switch {
		case guests[i].Err != nil:
		case !slices.Contains(reachable, ids[i]):
			guests[i].Err = ErrNoAccount
		case slices.Contains(pending, ids[i]):
			guests[i].Err = ErrAlreadyInvited
		}
	}
	return guests, err
}

func insertInvitation(tx *models.Tx, of *Activity, made *Invitation, kind models.NoticeKind, text string) (*NamedInvitation, error) {
	err := tx.DB.Create(made).Error
	if models.IsDuplicate(err) {
		return nil, tx.Retry() // another unit has just invited the same person
	}
	if err != nil {
		return nil, err
	}
	if made.Note != "" {
		text += "留言：" + made.Note
	}
	tx.Tell(models.Notice{
		VolunteerID: &made.VolunteerID, Kind: kind, Title: "活动邀请", Text: text, ActivityID: &made.ActivityID, ShiftID: &made.ShiftID,
	})
	tx.Audit(models.AuditEntry{
		Action: "invitation.create", Subject: "invitation", SubjectID: made.ID, OrganizationID: of.StationID,
		After: map[string]any{"shift_id": made.ShiftID, "volunteer_id": made.VolunteerID},
	})
	return findInvitation(tx, made.ID)
}

// AcceptInvitation signs the invited actor up, as any sign-up: every obstacle is looked at now.
// It fails with ErrInvitationNotFound, ErrInvitationDecided, ErrInvitationExpired or a refusal that lists every obstacle.
func AcceptInvitation(tx *models.Tx, id int64, way Way) (*NamedInvitation, error) {
	asked, err := answerable(tx, id)
	if err != nil {
		return nil, err
	}
	signUp, err := asked.fulfil(tx, way)
	if err == nil {
		return answered(tx, asked, AskAccepted, &signUp.ID)
	}
	if now, again := answerable(tx, id); now == nil {
		return nil, again // the same answer, twice at once
	}
	return nil, err
}

// fulfil makes the sign-up that an invitation is for.
func (i *NamedInvitation) fulfil(tx *models.Tx, way Way) (*SignUp, error) {
	if i.SeatID != 0 {
		return takeOver(tx, i, way)
	}
	way.Source = FromInvitation
	outcomes, err := SignUpAll(tx, i.ShiftID, []Request{{VolunteerID: i.VolunteerID, Actor: tx.Actor, Way: way}})
	if err != nil {
		return nil, err
	}
	return outcomes[0].SignUp, outcomes[0].Err
}

// DeclineInvitation turns an invitation down, without any consequence.
// It fails with ErrInvitationNotFound, ErrInvitationDecided or ErrInvitationExpired.
func DeclineInvitation(tx *models.Tx, id int64) (*NamedInvitation, error) {
	asked, err := answerable(tx, id)
	if err != nil {
		return nil, err
	}
	return answered(tx, asked, AskDeclined, nil)
}

// answerable finds the actor's own invitation that can be answered now.
func answerable(tx *models.Tx, id int64) (*NamedInvitation, error) {
	asked, err := findInvitation(tx, id)
	if err != nil {
		return nil, err
	}
	switch status := asked.StatusAt(tx.Now); {
	case asked.VolunteerID != tx.Actor.VolunteerID:
		return nil, ErrInvitationNotFound
	case status == AskExpired:
		return nil, ErrInvitationExpired
	case status != AskPending:
		return nil, ErrInvitationDecided
	}
	return asked, nil
}

func answered(tx *models.Tx, asked *NamedInvitation, status AskStatus, signUpID *int64) (*NamedInvitation, error) {
	change := map[string]any{"status": status, "live": nil, "sign_up_id": signUpID, "decided_at": tx.Now}
	if err := decideAsk(tx, &Invitation{}, asked.ID, change); err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "invitation." + string(status), Subject: "invitation", SubjectID: asked.ID, OrganizationID: asked.StationID,
		Before: map[string]any{"status": AskPending}, After: map[string]any{"status": status, "sign_up_id": signUpID},
	})
	return findInvitation(tx, asked.ID)
}
