package activity

import (
	"fmt"

	"practicestation/models"
	"practicestation/models/volunteer"
)

// The obstacles that minors meet, by their age on the day of service.
var (
	ErrMinorDangerousWork = models.DefineError(models.Conflict, "minor_dangerous_work", "未成年人不能参加",
		"高风险和应急救援活动不招募未满 18 周岁的人，监护人同意也不行，请选择别的活动。")
	ErrGuardianConsentNeeded = models.DefineError(models.Conflict, "guardian_consent_needed", "需要监护人同意",
		"未满 18 周岁的人参加活动要有监护人同意或陪同，请监护人联系实践站登记。")
)

// NoticeGuardianAccompanies tells a minor that the guardian has to come along.
const NoticeGuardianAccompanies models.NoticeKind = "guardian_accompanies"

// isMinorOn reports whether somebody is under age on a day.
func isMinorOn(born, day models.Date) bool { return born.AgeOn(day) < volunteer.Adult }

// minor is the person, and the day of service, if the person is under age then; nil otherwise.
func (r *roster) minor(volunteerID int64) (*applicant, models.Date) {
	who := r.people[volunteerID]
	if who == nil {
		return nil, "" // without a profile nothing else is known
	}
	if day := models.DateOf(r.shift.StartsAt, r.zone); isMinorOn(who.BornOn, day) {
		return who, day
	}
	return nil, ""
}

// addOfMinors tells what keeps minors out. Dangerous work stands alone: no consent would help, so none is asked for.
func (r *roster) addOfMinors(found *obstacleList, request Request) {
	who, day := r.minor(request.VolunteerID)
	if who == nil {
		return
	}
	if r.activity.isDangerous() {
		reached := who.BornOn.In(r.zone).AddDate(volunteer.Adult, 0, 0)
		*found = append(*found, Obstacle{
			Error: ErrMinorDangerousWork, LiftedAt: &reached,
			Remedy: fmt.Sprintf("请选择别的活动；%s年满 18 周岁，那天起可以报名这类活动。", reached.Format("2006年1月2日")),
		})
		return
	}
	found.add(who.consentFor(r.activity.ID, day) == nil, ErrGuardianConsentNeeded)
}

// consentFor is the consent that a sign-up for the activity rests on: what a guardian has said of this very activity comes
// first, then the latest word.
func (a *applicant) consentFor(activityID int64, day models.Date) *volunteer.Consent {
	var general *volunteer.Consent
	for i := range a.Consents {
		switch one := &a.Consents[i]; {
		case !one.Covers(activityID, day):
		case one.Scope == volunteer.ToJoinActivity:
			return one
		case general == nil:
			general = one
		}
	}
	return general
}

// restOnConsent notes which guardian's consent a minor's sign-up rests on.
func (r *roster) restOnConsent(signUp *SignUp) {
	who, day := r.minor(signUp.VolunteerID)
	if who == nil {
		return
	}
	if consent := who.consentFor(r.activity.ID, day); consent != nil {
		signUp.GuardianConsentID, signUp.GuardianAccompanies = &consent.ID, consent.Mode == volunteer.Accompanies
	}
}

// enter writes the rows of those who have come in, and tells the minors among them whose guardians have to come along.
func (r *roster) enter(tx *models.Tx, placed []*SignUp) error {
	if err := insertSignUps(tx, r.shift.ID, placed); err != nil {
		return err
	}
	for _, signUp := range placed {
		if signUp.GuardianAccompanies {
			tell(tx, NoticeGuardianAccompanies, signUp, "请与监护人同来",
				"监护人登记的是陪同参加，请与监护人一起参加"+r.shift.inWords(tx, r.activity)+"。监护人不能来时，请提前联系实践站。")
		}
	}
	return nil
}
