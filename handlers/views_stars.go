package handlers

import (
	"practicestation/api"
	"practicestation/models"
	"practicestation/models/star"
)

func viewScheme(tx *models.Tx, s *star.Scheme) api.StarScheme {
	thresholds := make([]int, len(s.Thresholds))
	for i, threshold := range s.Thresholds {
		thresholds[i] = int(threshold)
	}
	return api.StarScheme{
		Version: s.Version, Name: s.Name, Period: api.StarPeriod(s.Period), Thresholds: thresholds, MinMemberMonths: int(s.MinMemberMonths),
		CreatedAt: localTime(tx, s.CreatedAt),
	}
}

func viewStanding(tx *models.Tx, own *star.Standing) api.MyStar {
	view := api.MyStar{
		Scheme: viewScheme(tx, own.Scheme), FromOn: viewDateOrNone(own.Window.From), ToOn: viewDateOrNone(own.Window.To),
		Minutes: int(own.Minutes), Level: int(own.Level), Granted: viewStarOrNone(tx, own.Granted), Pending: viewStarOrNone(tx, own.Pending),
	}
	if level, minutes := own.Next(); level > 0 {
		view.Next = &api.StarStep{Level: int(level), Minutes: int(minutes), MissingMinutes: int(minutes - own.Minutes)}
	}
	return view
}

func viewStarOrNone(tx *models.Tx, l *star.Listed) *api.StarApplication {
	if l == nil {
		return nil
	}
	view := viewStar(tx, l)
	return &view
}

// viewStar shows an application to the one whose it is: without who objected to it.
func viewStar(tx *models.Tx, l *star.Listed) api.StarApplication {
	return api.StarApplication{
		ID: idText(l.ID), VolunteerID: idText(l.VolunteerID), VolunteerName: l.VolunteerName, Level: int(l.Level),
		Status: api.StarStatus(l.StatusAt(tx.Today(), l.OpenObjections)), SchemeVersion: l.SchemeVersion,
		FromOn: viewDateOrNone(valueOf(l.FromOn)), ToOn: viewDateOrNone(valueOf(l.ToOn)), ThresholdMinutes: int(l.Threshold), Minutes: int(l.Minutes),
		NoLongerSupported: l.NoLongerSupported(tx.Today()), NoticeUntilOn: viewDateOrNone(valueOf(l.NoticeUntil)), Reason: l.Reason,
		DecidedAt: localTimeOrNone(tx, l.DecidedAt), Objections: []api.StarObjection{}, CreatedAt: localTime(tx, l.CreatedAt),
	}
}

// viewReviewed shows applications to staff, and asks once for all objections.
func viewReviewed(tx *models.Tx, rows []star.Listed) ([]api.StarApplication, error) {
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	said, err := star.ObjectionsTo(tx, ids)
	return viewEach(tx, rows, func(tx *models.Tx, l *star.Listed) api.StarApplication {
		view := viewStar(tx, l)
		view.Objections = viewEach(tx, said[l.ID], viewStarObjection)
		return view
	}), err
}

func viewStarObjection(tx *models.Tx, o *star.NamedObjection) api.StarObjection {
	return api.StarObjection{
		ID: idText(o.ID), StarNoticeID: idText(o.ApplicationID), AuthorName: o.AuthorName, Reason: o.Reason,
		Status: api.StarObjectionStatus(o.Status), Answer: o.Answer, DecidedAt: localTimeOrNone(tx, o.DecidedAt), CreatedAt: localTime(tx, o.CreatedAt),
	}
}

func viewStarNotice(_ *models.Tx, l *star.Listed) api.StarNotice {
	return api.StarNotice{
		ID: idText(l.ID), Name: models.MaskName(l.VolunteerName), Level: int(l.Level), OrganizationName: l.OrganizationName, UntilOn: viewDate(*l.NoticeUntil),
	}
}
