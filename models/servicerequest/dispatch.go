package servicerequest

import (
	"strings"

	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/team"
)

// longestDays bounds how far away a due day may be.
const longestDays = 366

// Send (派单) asks a team to take an accepted request by a day; its person in charge decides.
// It fails with ErrNotFound, ErrPermission, ErrStatus, ErrInvalid or ErrUnled.
func Send(tx *models.Tx, id, teamID int64, dueOn models.Date) (*Listed, error) {
	current, err := findToHandle(tx, id, Accepted, Dispatched)
	if err != nil {
		return nil, err
	}
	if day, fits := models.ParseDate(string(dueOn)); !fits || day < tx.Today() || day > tx.Today().Plus(longestDays) {
		fault := models.FieldError{Field: "due_on", Code: "range", Message: "办结期限不早于今天，不晚于一年以后。"}
		return nil, models.ErrInvalid.WithFields(fault)
	}
	host, err := current.mayServe(tx, teamID)
	if err != nil {
		return nil, err
	}
	live := 1
	made := &Dispatch{
		RequestID: id, TeamID: host.ID, DueOn: dueOn, Status: Pending, Live: &live, DispatchedBy: models.Nullable(tx.Actor.AccountID), DispatchedAt: tx.Now,
	}
	err = tx.DB.Create(made).Error
	if models.IsDuplicate(err) {
		return nil, tx.Retry() // somebody else has sent it at once
	}
	if err != nil {
		return nil, err
	}
	sent, err := current.become(tx, Dispatched, map[string]any{})
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "service_request.dispatch", Subject: "service_request", SubjectID: id, OrganizationID: current.StationID,
		After: map[string]any{"number": current.Number, "team_id": host.ID, "due_on": dueOn},
	})
	text := sent.inWords() + "派给了" + host.Name + "，办结期限" + string(dueOn) + "。接不接由您决定：请在系统里接单；不能接请拒单并写明原因。"
	return sent, sent.tellLeader(tx, NoticeDispatched, "有新的派单", text)
}

// mayServe finds the team that is to be asked: an active one with somebody in charge, of the station or above it, or of where the actor
// handles requests too. It fails with ErrInvalid or ErrUnled.
func (l *Listed) mayServe(tx *models.Tx, teamID int64) (*team.Team, error) {
	host, err := models.Find[team.Team](tx, teamID, models.Unknown("team_id"))
	if err != nil {
		return nil, err
	}
	home, err := models.Find[organization.Organization](tx, host.OrganizationID, organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	near := strings.HasPrefix(l.Path, home.Path) || tx.Actor.Can(models.HandleRequests, home.Path)
	if host.Status != team.Active || !near {
		return nil, models.Unknown("team_id")
	}
	leaders, err := team.CurrentLeaders(tx, []int64{teamID})
	if _, led := leaders[teamID]; err == nil && !led {
		return nil, ErrUnled
	}
	return host, err
}

// Take (接单) is a team's yes, by its person in charge. It fails with ErrNotFound, ErrPermission or ErrStatus.
func Take(tx *models.Tx, id int64) (*Listed, error) {
	current, err := findToAnswer(tx, id, Taken)
	if err != nil {
		return nil, err
	}
	said := map[string]any{"status": Yes, "taken_by": models.Nullable(tx.Actor.AccountID), "taken_at": tx.Now}
	if err := current.answer(tx, said); err != nil {
		return nil, err
	}
	current.tellRequester(tx, NoticeTaken, "已有队伍接单", current.inWords()+"由"+*current.TeamName+"接单，预计"+string(*current.DueOn)+"前办结，请保持电话畅通。")
	current.tellSender(tx, NoticeTaken, "派单已接", current.inWords()+"已由"+*current.TeamName+"接单。")
	return current.become(tx, Taken, map[string]any{})
}

// Decline (拒单) is a team's no, with a reason; the request waits to be dispatched again.
// It fails with ErrNotFound, ErrPermission, ErrReasonMissing or ErrStatus.
func Decline(tx *models.Tx, id int64, reason string) (*Listed, error) {
	current, err := findToAnswer(tx, id, Accepted)
	if err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	if err := current.endDispatch(tx, Declined, reason); err != nil {
		return nil, err
	}
	current.tellSender(tx, NoticeDeclined, "派单没有接", *current.TeamName+"不能接"+current.inWords()+"，原因："+reason+"。请改派别的队伍。")
	return current.become(tx, Accepted, map[string]any{})
}

// TakeBack (收回) takes a request back from its team, with a reason for it; it waits to be dispatched again.
// It fails with ErrNotFound, ErrPermission, ErrReasonMissing or ErrStatus.
func TakeBack(tx *models.Tx, id int64, reason string) (*Listed, error) {
	current, err := findLocked(tx, id)
	switch {
	case err != nil:
		return nil, err
	case !current.isHandled(tx.Actor):
		return nil, models.ErrPermission
	case current.TeamID == nil || !current.Status.CanBecome(Accepted):
		return nil, ErrStatus
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	if err := current.tellLeader(tx, NoticeTakenBack, "派单已收回", current.inWords()+"已由实践站收回，不用再办，原因："+reason+"。"); err != nil {
		return nil, err
	}
	if current.TakenAt != nil {
		current.tellRequester(tx, NoticeTakenBack, "点单要另找队伍", current.inWords()+"原来的队伍不再办理，实践站会另找队伍。")
	}
	if err := current.endDispatch(tx, Recalled, reason); err != nil {
		return nil, err
	}
	return current.become(tx, Accepted, map[string]any{"activity_id": nil})
}

// findToAnswer finds a dispatched request on which the actor decides for the team. Nobody else does: no dispatch is an order.
func findToAnswer(tx *models.Tx, id int64, to Status) (*Listed, error) {
	current, err := findLocked(tx, id)
	switch {
	case err != nil:
		return nil, err
	case !current.isLed(tx.Actor):
		return nil, models.ErrPermission
	case current.Status != Dispatched || !current.Status.CanBecome(to):
		return nil, ErrStatus
	}
	return current, nil
}

// answer changes the dispatch that stands.
func (l *Listed) answer(tx *models.Tx, change map[string]any) error {
	return tx.DB.Model(&Dispatch{}).Where("request_id = ? AND live = 1", l.ID).Updates(change).Error
}

// endDispatch ends the dispatch that stands, if there is one.
func (l *Listed) endDispatch(tx *models.Tx, as Answer, reason string) error {
	if l.TeamID == nil {
		return nil
	}
	tx.Audit(models.AuditEntry{
		Action: "service_request." + string(as), Subject: "service_request", SubjectID: l.ID, OrganizationID: l.StationID,
		After: map[string]any{"number": l.Number, "team_id": *l.TeamID, "reason": reason},
	})
	return l.answer(tx, map[string]any{
		"status": as, "live": nil, "ended_by": models.Nullable(tx.Actor.AccountID), "ended_at": tx.Now, "reason": reason,
	})
}
