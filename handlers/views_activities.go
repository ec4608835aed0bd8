package handlers

import (
	"time"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
)

// newActivity is what a client wants a new activity to be.
func newActivity(in api.ActivityInput) activity.Input {
	venueID, leaderID, brandID := id64OrNone(in.VenueID), id64OrNone(in.LeaderAccountID), id64OrNone(in.BrandID)
	return activity.Input{
		VenueID: &venueID, LeaderAccountID: &leaderID, Override: overriding(in.OverrideConflicts, in.OverrideReason),
		StationID: id64(in.StationID), TeamID: id64(in.TeamID), Title: in.Title, Category: in.Category, Place: in.Place,
		Description: in.Description, StartsAt: in.StartsAt, EndsAt: in.EndsAt, SignUpOpensAt: valueOf(in.SignUpOpensAt),
		SignUpClosesAt: valueOf(in.SignUpClosesAt), CancelClosesAt: valueOf(in.CancelClosesAt), Shifts: newShifts(in.Shifts), BrandID: &brandID,
		Gates:       gatesOf(in.RiskLevel, in.Emergency, in.RiskNotice, in.InsurancePolicy),
		Recruitment: activity.Recruitment(valueOf(in.Recruitment)), JoinCode: in.JoinCode, BreaksAllowed: in.BreaksAllowed, DeclarationVersion: in.DeclarationVersion,
		Platform: (*activity.Platform)(in.Platform),
	}
}

// editedActivity is what a client wants an activity to become.
func editedActivity(c *gin.Context, in api.ActivityUpdate) activity.Input {
	return activity.Input{
		VenueID: idGiven(c, "venue_id", in.VenueID), LeaderAccountID: idGiven(c, "leader_account_id", in.LeaderAccountID), BrandID: idGiven(c, "brand_id", in.BrandID),
		StationID: id64OrNone(in.StationID), Override: overriding(in.OverrideConflicts, in.OverrideReason),
		TeamID: id64(in.TeamID), Title: in.Title, Category: in.Category, Place: in.Place, Description: in.Description,
		StartsAt: in.StartsAt, EndsAt: in.EndsAt, SignUpOpensAt: valueOf(in.SignUpOpensAt),
		SignUpClosesAt: valueOf(in.SignUpClosesAt), CancelClosesAt: valueOf(in.CancelClosesAt),
		Gates:       gatesOf(in.RiskLevel, in.Emergency, in.RiskNotice, in.InsurancePolicy),
		Recruitment: activity.Recruitment(valueOf(in.Recruitment)), JoinCode: in.JoinCode, BreaksAllowed: in.BreaksAllowed,
		Platform: platformGiven(c, in.Platform),
	}
}

// platformGiven is what a body says of a platform that may stay as it is: nothing when it is silent, empty for null.
func platformGiven(c *gin.Context, platform *api.Platform) *activity.Platform {
	if !given(c, "platform") {
		return nil
	}
	wanted := activity.Platform(valueOf(platform))
	return &wanted
}

func newShifts(in []api.ShiftInput) []activity.ShiftInput {
	shifts := make([]activity.ShiftInput, len(in))
	for i, shift := range in {
		shifts[i] = newShift(shift)
	}
	return shifts
}

func newShift(in api.ShiftInput) activity.ShiftInput {
	return activity.ShiftInput{
		Role: in.Role, StartsAt: in.StartsAt, EndsAt: in.EndsAt,
		Capacity: int64(in.Capacity), WaitlistCapacity: int64(in.WaitlistCapacity), Requirements: requirementsOf(in.Requirements),
		MinHeadcount: numberOrNone(in.MinHeadcount), Quotas: quotasOf(in.Quotas), SignUpClosesAt: in.SignUpClosesAt, CancelClosesAt: in.CancelClosesAt,
	}
}

func editedShift(c *gin.Context, in api.ShiftUpdate) activity.ShiftInput {
	return activity.ShiftInput{
		Over: activity.Over{Wanted: in.OverCapacity, Reason: in.OverReason},
		Role: in.Role, StartsAt: in.StartsAt, EndsAt: in.EndsAt,
		Capacity: int64(in.Capacity), WaitlistCapacity: int64(in.WaitlistCapacity), Requirements: requirementsOf(in.Requirements),
		MinHeadcount: numberOrNone(in.MinHeadcount), Quotas: quotasOf(in.Quotas),
		SignUpClosesAt: timeGiven(c, "sign_up_closes_at", in.SignUpClosesAt), CancelClosesAt: timeGiven(c, "cancel_closes_at", in.CancelClosesAt),
	}
}

// viewChanged shows what has become of an activity, unless the change was refused.
func viewChanged(tx *models.Tx, changed *activity.Activity, refusal error) (api.Activity, error) {
	if refusal != nil {
		return api.Activity{}, refusal
	}
	return viewActivity(tx, changed.ID)
}

func viewActivity(tx *models.Tx, id int64) (api.Activity, error) {
	found, err := activity.Find(tx, id)
	if err != nil {
		return api.Activity{}, err
	}
	views, err := viewActivities(tx, []activity.Listed{*found})
	if err != nil {
		return api.Activity{}, err
	}
	return views[0], nil
}

// viewActivities reads the shifts of all of them at once.
func viewActivities(tx *models.Tx, found []activity.Listed) ([]api.Activity, error) {
	ids := make([]int64, len(found))
	for i := range found {
		ids[i] = found[i].ID
	}
	shifts, err := activity.ShiftsOf(tx, ids...)
	if err != nil {
		return nil, err
	}
	accepted, err := acceptedConflicts(tx, ids)
	if err != nil {
		return nil, err
	}
	views := make([]api.Activity, len(found))
	for i := range found {
		views[i] = viewListed(tx, &found[i], shifts[found[i].ID])
		views[i].AcceptedConflicts = viewAccepted(tx, found[i].ID, accepted[found[i].ID])
	}
	return views, nil
}

func viewListed(tx *models.Tx, a *activity.Listed, shifts []activity.Shift) api.Activity {
	return api.Activity{
		ID: idText(a.ID), StationID: idText(a.StationID), StationName: a.StationName, TeamID: idText(a.TeamID), TeamName: a.TeamName,
		Title: a.Title, Category: a.Category, Platform: (*api.Platform)(a.Platform), Place: a.Place, Description: a.Description,
		Beneficiaries: a.Beneficiaries, BeneficiariesRecordedBy: idTextOrNone(valueOf(a.BeneficiariesRecordedBy)),
		BeneficiariesRecordedAt: localTimeOrNone(tx, a.BeneficiariesRecordedAt),
		VenueID:                 idTextOrNone(valueOf(a.VenueID)), VenueName: a.VenueName,
		LeaderAccountID: idTextOrNone(valueOf(a.LeaderAccountID)), LeaderName: viewLeaderName(tx, a.LeaderName),
		RescheduledAt: localTimeOrNone(tx, a.RescheduledAt), RescheduleReason: a.RescheduleReason, FreeCancelClosesAt: localTimeOrNone(tx, a.FreeCancelClosesAt),
		StartsAt: localTime(tx, a.StartsAt), EndsAt: localTime(tx, a.EndsAt), SignUpOpensAt: localTime(tx, a.SignUpOpensAt),
		SignUpClosesAt: localTime(tx, a.SignUpClosesAt), CancelClosesAt: localTime(tx, a.CancelClosesAt),
		Status: api.ActivityStatus(a.StatusAt(tx.Now, tx.Settings)), PublishedAt: localTimeOrNone(tx, a.PublishedAt), CancelReason: a.CancelReason,
		Recruitment: api.Recruitment(a.Recruitment), JoinCode: viewJoinCode(tx, a),
		BrandID: idTextOrNone(valueOf(a.BrandID)), PlanItemID: idTextOrNone(valueOf(a.PlanItemID)),
		SeriesID: idTextOrNone(valueOf(a.SeriesID)), OccurrenceOn: viewDateOrNone(valueOf(a.OccurrenceOn)),
		Shifts: viewEach(tx, shifts, viewShift), Version: a.Version, CreatedAt: localTime(tx, a.CreatedAt),
		BreaksAllowed: a.BreaksAllowed,
		RiskLevel:     api.RiskLevel(a.RiskLevel), Emergency: a.Emergency, RiskNoticeID: idTextOrNone(valueOf(a.RiskNoticeID)), RiskNotice: a.RiskNotice,
		InsurancePolicy:    viewInsurance(a.Gates),
		DeclarationVersion: a.DeclarationVersion, DeclaredBy: idTextOrNone(valueOf(a.DeclaredBy)), DeclaredAt: localTimeOrNone(tx, a.DeclaredAt),
	}
}

// viewJoinCode is the code for who may hand it out, and nothing for anybody else.
func viewJoinCode(tx *models.Tx, a *activity.Listed) *string {
	if !a.ShowsJoinCode(tx.Actor) {
		return nil
	}
	return a.JoinCode
}

func viewShift(tx *models.Tx, shift *activity.Shift) api.Shift {
	return api.Shift{
		ID: idText(shift.ID), ActivityID: idText(shift.ActivityID), Role: shift.Role,
		StartsAt: localTime(tx, shift.StartsAt), EndsAt: localTime(tx, shift.EndsAt),
		SignUpClosesAt: localTimeOrNone(tx, shift.SignUpClosesAt), CancelClosesAt: localTimeOrNone(tx, shift.CancelClosesAt),
		Capacity: int(shift.Capacity), WaitlistCapacity: int(shift.WaitlistCapacity),
		Confirmed: int(shift.Confirmed), Waitlisted: int(shift.Waitlisted), OverLimit: int(shift.OverLimit), OverReason: shift.OverReason,
		CancelledAt: localTimeOrNone(tx, shift.CancelledAt), CancelReason: shift.CancelReason,
		Requirements: viewRequirements(&shift.Requirements), MinHeadcount: int(shift.MinHeadcount), Quotas: viewQuotas(tx, shift.Quotas, shift.QuotaReleasedAt),
		CheckInOpensAt:  localTime(tx, shift.CheckInOpensAt(tx.Settings)),
		CheckInClosesAt: localTime(tx, shift.CheckInClosesAt(tx.Settings)), Version: shift.Version,
	}
}

// viewSignUpNow reads a sign-up with its shift, whose check-in decides on its status.
func viewSignUpNow(tx *models.Tx, id int64) (api.SignUp, error) {
	signUp, shift, err := activity.FindSignUp(tx, id)
	if err != nil {
		return api.SignUp{}, err
	}
	return viewSignUp(tx, signUp, signUp.StatusAt(tx.Now, shift.CheckInClosesAt(tx.Settings))), nil
}

func viewSignUp(tx *models.Tx, signUp *activity.SignUp, status activity.SignUpStatus) api.SignUp {
	return api.SignUp{
		ID: idText(signUp.ID), ShiftID: idText(signUp.ShiftID), ActivityID: idText(signUp.ActivityID), VolunteerID: idText(signUp.VolunteerID),
		Status: api.SignUpStatus(status), WaitlistPosition: viewPosition(signUp),
		CheckedInAt: localTimeOrNone(tx, signUp.CheckedInAt), CheckedOutAt: localTimeOrNone(tx, signUp.CheckedOutAt),
		CancelledAt: localTimeOrNone(tx, signUp.CancelledAt), CancelReason: signUp.CancelReason,
		Source: api.SignUpSource(signUp.Source), Confirmation: (*api.Confirmation)(signUp.Confirmation), OverReason: signUp.OverReason, KeptSeatReason: signUp.KeptSeatReason,
		CannotComeAt: localTimeOrNone(tx, signUp.CannotComeAt), ExcuseReason: signUp.ExcuseReason, GuardianAccompanies: signUp.GuardianAccompanies, CreatedAt: localTime(tx, signUp.CreatedAt),
		RiskAcknowledgedAt: localTimeOrNone(tx, signUp.RiskAcknowledgedAt), RiskNoticeID: idTextOrNone(valueOf(signUp.RiskNoticeID)),
	}
}

func viewMySignUp(tx *models.Tx, own *activity.OwnSignUp) api.MySignUp {
	signUp := viewSignUp(tx, &own.SignUp, own.StatusAt(tx.Now, own.CheckInClosesAt(tx.Settings)))
	return api.MySignUp{
		ID: signUp.ID, ShiftID: signUp.ShiftID, ActivityID: signUp.ActivityID, VolunteerID: signUp.VolunteerID,
		Status: signUp.Status, WaitlistPosition: signUp.WaitlistPosition,
		CheckedInAt: signUp.CheckedInAt, CheckedOutAt: signUp.CheckedOutAt,
		CancelledAt: signUp.CancelledAt, CancelReason: signUp.CancelReason, Source: signUp.Source, Confirmation: signUp.Confirmation, OverReason: signUp.OverReason, KeptSeatReason: signUp.KeptSeatReason,
		CannotComeAt: signUp.CannotComeAt, ExcuseReason: signUp.ExcuseReason, GuardianAccompanies: signUp.GuardianAccompanies, CreatedAt: signUp.CreatedAt,
		RiskAcknowledgedAt: signUp.RiskAcknowledgedAt, RiskNoticeID: signUp.RiskNoticeID,
		ActivityTitle: own.ActivityTitle, StationName: own.StationName, Place: own.Place, Role: own.Role,
		StartsAt: localTime(tx, own.StartsAt), EndsAt: localTime(tx, own.EndsAt),
	}
}

func viewRosterRow(tx *models.Tx, row *activity.RosterRow, checkInClosesAt time.Time) api.RosterRow {
	return api.RosterRow{
		ID: idText(row.ID), VolunteerID: idText(row.VolunteerID), Name: row.VolunteerName,
		Status: api.SignUpStatus(row.StatusAt(tx.Now, checkInClosesAt)), Source: api.SignUpSource(row.Source), OverReason: row.OverReason, KeptSeatReason: row.KeptSeatReason, RiskAcknowledged: row.RiskAcknowledged(), CannotComeAt: localTimeOrNone(tx, row.CannotComeAt),
		WaitlistPosition: viewPosition(&row.SignUp), GuardianAccompanies: row.GuardianAccompanies,
		CheckedInAt: localTimeOrNone(tx, row.CheckedInAt), CheckedOutAt: localTimeOrNone(tx, row.CheckedOutAt), Flags: viewFlags(row.Flags),
	}
}

// viewPosition is the place in the queue; nobody else has one.
func viewPosition(signUp *activity.SignUp) *int {
	if signUp.Status != activity.Waitlisted {
		return nil
	}
	position := int(signUp.WaitlistPosition)
	return &position
}
