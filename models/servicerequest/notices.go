package servicerequest

import (
	"practicestation/models"
	"practicestation/models/team"
)

// What whoever asked, the person in charge of the team, and who dispatched the request are told.
const (
	NoticeAccepted   models.NoticeKind = "service_request_accepted"
	NoticeRejected   models.NoticeKind = "service_request_rejected"
	NoticeDispatched models.NoticeKind = "service_request_dispatched"
	NoticeTaken      models.NoticeKind = "service_request_taken"
	NoticeDeclined   models.NoticeKind = "service_request_declined"
	NoticeTakenBack  models.NoticeKind = "service_request_taken_back"
	NoticeCompleted  models.NoticeKind = "service_request_completed"
	NoticeRated      models.NoticeKind = "service_request_rated"
	NoticeWithdrawn  models.NoticeKind = "service_request_withdrawn"
	NoticeCancelled  models.NoticeKind = "service_request_cancelled"
)

// inWords names a request so that people know which one is meant, and nobody else learns who asked.
func (l *Listed) inWords() string { return "点单" + l.Number + "（" + l.Category + "）" }

// tellRequester tells whoever asked by an own account; others hear of it from the station, by telephone.
func (l *Listed) tellRequester(tx *models.Tx, kind models.NoticeKind, title, text string) {
	tell(tx, l.RequesterID, kind, title, text)
}

// tellSender tells who asked the team.
func (l *Listed) tellSender(tx *models.Tx, kind models.NoticeKind, title, text string) {
	tell(tx, l.DispatchedBy, kind, title, text)
}

// tellLeader tells the person in charge of the team that the request stands with, if there is one.
func (l *Listed) tellLeader(tx *models.Tx, kind models.NoticeKind, title, text string) error {
	if l.TeamID == nil {
		return nil
	}
	leaders, err := team.CurrentLeaders(tx, []int64{*l.TeamID})
	if leader, led := leaders[*l.TeamID]; led {
		tell(tx, &leader.AccountID, kind, title, text)
	}
	return err
}

// tell leaves out who has done it.
func tell(tx *models.Tx, account *int64, kind models.NoticeKind, title, text string) {
	if account != nil && *account != tx.Actor.AccountID {
		tx.Tell(models.Notice{AccountID: account, Kind: kind, Title: title, Text: text})
	}
}
