package series

import (
	"cmp"
	"fmt"
	"strings"

	"practicestation/models"
	"practicestation/models/activity"
)

// Terms are how the activities of a series take people in and keep them safe, where they are held and who leads them.
type Terms struct {
	Recruitment     activity.Recruitment `json:"recruitment"`
	JoinCode        string               `json:"join_code"`
	RiskLevel       activity.RiskLevel   `json:"risk_level"`
	Emergency       bool                 `json:"emergency"`
	BreaksAllowed   bool                 `json:"breaks_allowed"`
	RiskNotice      string               `json:"risk_notice"`
	Insurance       activity.Insurance   `json:"insurance_policy"`
	VenueID         int64                `json:"venue_id"`          // 0: none
	LeaderAccountID int64                `json:"leader_account_id"` // 0: none
	Platform        activity.Platform    `json:"platform"`          // empty: none
}

// ShiftTerms are what a shift of a rule asks of its volunteers, how many it needs, and which seats it keeps for teams.
type ShiftTerms struct {
	Requirements activity.Requirements `json:"requirements,omitzero"`
	MinHeadcount int64                 `json:"min_headcount,omitempty"`
	Quotas       KeptSeats             `json:"quotas,omitzero"`
}

// usual are the terms that an activity has when nobody says.
func usual() Terms { return Terms{Recruitment: activity.Open, RiskLevel: activity.LowRisk} }

// agree takes over the terms, with what is usual for those that are not given. A code that is not given stays.
func (s *Series) agree(in Input) {
	terms := in.Terms
	terms.Recruitment = cmp.Or(terms.Recruitment, usual().Recruitment)
	terms.RiskLevel = cmp.Or(terms.RiskLevel, usual().RiskLevel)
	switch terms.JoinCode = strings.ToUpper(terms.JoinCode); {
	case terms.Recruitment != activity.ByCode:
		terms.JoinCode = ""
	case terms.JoinCode == "":
		terms.JoinCode = s.Terms.JoinCode
	}
	s.Terms, s.ShiftTerms = terms, map[int][]ShiftTerms{}
	for i := range min(len(s.Rules), len(in.ShiftTerms)) {
		s.ShiftTerms[s.Rules[i].Number] = in.ShiftTerms[i]
	}
}

// ShiftTermsOf are the terms of one shift of a rule.
func (s *Series) ShiftTermsOf(rule, shift int) ShiftTerms {
	if all := s.ShiftTerms[rule]; shift < len(all) {
		return all[shift]
	}
	return ShiftTerms{}
}

// mayName fails with ErrInvalid when the series may not have its venue, its on-site leader, or the teams and trainings that
// its shifts ask for; before are the terms until now.
func (s *Series) mayName(tx *models.Tx, before Terms) error {
	var faults models.Faults
	for i := range s.Rules {
		sample := s.sample(&s.Rules[i], tx.Zone)
		err := sample.MayName(tx, models.Nullable(before.VenueID), models.Nullable(before.LeaderAccountID))
		refusal := refused(err)
		if refusal == nil && err != nil {
			return err
		}
		if refusal != nil {
			faults = append(faults, ofRule(i, refusal.Fields)...)
		}
	}
	return faults.Err()
}

// ofRule says the faults of a rule's activities in the words of the series: what is not about shifts is the same with each
// rule, and said with the first.
func ofRule(i int, faults models.Faults) models.Faults {
	var own models.Faults
	for _, fault := range faults {
		switch {
		case strings.HasPrefix(fault.Field, "shifts."):
			fault.Field = fmt.Sprintf("rules.%d.%s", i, fault.Field)
		case i > 0:
			continue
		}
		own = append(own, fault)
	}
	return own
}

// termsOf are the terms that an activity has.
func termsOf(tx *models.Tx, a *activity.Activity) (Terms, error) {
	notice, err := a.NoticeText(tx)
	found := Terms{
		Recruitment: a.Recruitment, RiskLevel: a.RiskLevel, Emergency: a.Emergency, BreaksAllowed: a.BreaksAllowed, RiskNotice: notice,
		Insurance: activity.Insurance{Insurer: a.Insurer, Number: a.PolicyNumber, From: string(a.InsuredFrom), To: string(a.InsuredTo)},
	}
	if a.JoinCode != nil {
		found.JoinCode = *a.JoinCode
	}
	if a.VenueID != nil {
		found.VenueID = *a.VenueID
	}
	if a.LeaderAccountID != nil {
		found.LeaderAccountID = *a.LeaderAccountID
	}
	if a.Platform != nil {
		found.Platform = *a.Platform
	}
	return found, err
}

// into writes the terms into the input of an activity.
func (t Terms) into(in *activity.Input) {
	in.Recruitment, in.JoinCode = t.Recruitment, t.JoinCode
	in.VenueID, in.LeaderAccountID = &t.VenueID, &t.LeaderAccountID
	in.BreaksAllowed, in.Platform = &t.BreaksAllowed, &t.Platform
	in.Gates = activity.GatesInput{RiskLevel: &t.RiskLevel, Emergency: &t.Emergency, RiskNotice: &t.RiskNotice, Insurance: &t.Insurance}
}

// over is the wanted terms with everything left as it is that somebody has changed since it was written.
func (t Terms) over(is, was Terms) Terms {
	if is.Recruitment != was.Recruitment || is.JoinCode != was.JoinCode { // a code belongs to its way of recruitment
		t.Recruitment, t.JoinCode = is.Recruitment, is.JoinCode
	}
	keep(&t.RiskLevel, is.RiskLevel, was.RiskLevel)
	keep(&t.Emergency, is.Emergency, was.Emergency)
	keep(&t.BreaksAllowed, is.BreaksAllowed, was.BreaksAllowed)
	keep(&t.RiskNotice, is.RiskNotice, was.RiskNotice)
	keep(&t.Insurance, is.Insurance, was.Insurance)
	keep(&t.VenueID, is.VenueID, was.VenueID)
	keep(&t.Platform, is.Platform, was.Platform)
	keep(&t.LeaderAccountID, is.LeaderAccountID, was.LeaderAccountID)
	return t
}

// differences tells which terms are the same, by their names in the contract.
func (t Terms) differences(other Terms, note func(name string, same bool)) {
	note("recruitment", t.Recruitment == other.Recruitment)
	note("join_code", t.JoinCode == other.JoinCode)
	note("risk_level", t.RiskLevel == other.RiskLevel)
	note("emergency", t.Emergency == other.Emergency)
	note("breaks_allowed", t.BreaksAllowed == other.BreaksAllowed)
	note("risk_notice", t.RiskNotice == other.RiskNotice)
	note("insurance_policy", t.Insurance == other.Insurance)
	note("venue_id", t.VenueID == other.VenueID)
	note("platform", t.Platform == other.Platform)
	note("leader_account_id", t.LeaderAccountID == other.LeaderAccountID)
}

// asks reports whether two shifts ask the same of their volunteers: no teams are none, however they are written.
func (t ShiftTerms) asks(other ShiftTerms) bool {
	return jsonText(t.Requirements) == jsonText(other.Requirements)
}
