package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/volunteer"
)

// ListMyNotices handles GET /me/notices (我的通知).
func (s *Server) ListMyNotices(c *gin.Context, params api.ListMyNoticesParams) {
	read(s, c, func(tx *models.Tx) (api.NoticePage, error) {
		found, err := models.ListNotices(tx, valueOf(params.Unread), pageOf(params.Limit, params.Cursor))
		return api.NoticePage{Items: viewEach(tx, found.Items, viewNotice), NextCursor: textOrNone(found.NextCursor)}, err
	})
}

// ReadMyNotices handles POST /me/notices/read: everything up to one notice has been read.
func (s *Server) ReadMyNotices(c *gin.Context, _ api.ReadMyNoticesParams) {
	var in api.ReadNoticesInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.UnreadNotices, error) {
		unread, err := models.ReadNotices(tx, id64(in.LastNoticeID))
		return api.UnreadNotices{Unread: unread}, err
	})
}

func viewNotice(tx *models.Tx, n *models.Notice) api.Notice {
	return api.Notice{
		ID: idText(n.ID), Kind: string(n.Kind), Title: n.Title, Text: n.Text, ActivityID: idTextOrNone(valueOf(n.ActivityID)),
		ShiftID: idTextOrNone(valueOf(n.ShiftID)), SignUpID: idTextOrNone(valueOf(n.SignUpID)),
		CreatedAt: localTime(tx, n.CreatedAt), ReadAt: localTimeOrNone(tx, n.ReadAt),
	}
}

// rehearse runs a changing rule, takes everything back, and answers with whom it would have told what.
func rehearse(s *Server, c *gin.Context, rule func(tx *models.Tx) error) {
	var view api.DryRun
	err := s.db.Rehearse(c.Request.Context(), actorOf(c), func(tx *models.Tx) error {
		if err := rule(tx); err != nil {
			return err
		}
		var err error
		view, err = viewDryRun(tx)
		return err
	})
	if err != nil {
		abort(c, err)
		return
	}
	answer(c, http.StatusOK, view)
}

// viewDryRun names those whom the unit tells something.
func viewDryRun(tx *models.Tx) (api.DryRun, error) {
	told := tx.Told()
	var volunteers, accounts []int64
	for _, notice := range told {
		volunteers = append(volunteers, valueOf(notice.VolunteerID))
		accounts = append(accounts, valueOf(notice.AccountID))
	}
	names, err := volunteer.Names(tx, volunteers)
	if err != nil {
		return api.DryRun{}, err
	}
	staff, err := account.Names(tx, accounts)
	return api.DryRun{Effects: viewEach(tx, told, func(tx *models.Tx, n *models.Notice) api.Effect {
		name := names[valueOf(n.VolunteerID)]
		if n.VolunteerID == nil {
			name = staff[valueOf(n.AccountID)]
		}
		return viewEffect(tx, n, name)
	})}, err
}

// viewEffect shows what one person would be told. A volunteer who rehearses a step of the own is not told who the others are.
func viewEffect(tx *models.Tx, n *models.Notice, name string) api.Effect {
	effect := api.Effect{
		Kind: string(n.Kind), VolunteerID: idTextOrNone(valueOf(n.VolunteerID)), AccountID: idTextOrNone(valueOf(n.AccountID)), Name: name,
		ActivityID: idTextOrNone(valueOf(n.ActivityID)), ShiftID: idTextOrNone(valueOf(n.ShiftID)), SignUpID: idTextOrNone(valueOf(n.SignUpID)),
		Title: n.Title, Text: n.Text,
	}
	if !tx.Actor.CanSomewhere(models.ReadRosters) && valueOf(n.VolunteerID) != tx.Actor.VolunteerID {
		effect.VolunteerID, effect.AccountID, effect.SignUpID, effect.Name = nil, nil, nil, models.MaskName(name)
		effect.Text = n.TextFor(tx.Actor.VolunteerID)
	}
	return effect
}
