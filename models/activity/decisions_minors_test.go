package activity

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/volunteer"
)

// TestMinorsByAgeRiskConsentAndWay tries every case of the rule: nobody under 18 into danger, and nobody under 18 anywhere
// without a guardian's word, by whatever way.
func TestMinorsByAgeRiskConsentAndWay(t *testing.T) {
	t.Parallel()
	const me, day = int64(5), models.Date("2026-03-03")
	this, another, past := int64(3), int64(4), models.Date("2026-03-02")
	ages := map[models.Date]bool{"2008-03-03": false, "2008-03-04": true, "2010-03-03": true, "2014-03-03": true}
	dangers := map[string]struct {
		gates     Gates
		dangerous bool
	}{
		"low": {Gates{RiskLevel: LowRisk}, false}, "medium": {Gates{RiskLevel: MediumRisk}, false},
		"high": {Gates{RiskLevel: HighRisk}, true}, "emergency": {Gates{RiskLevel: LowRisk, Emergency: true}, true},
	}
	consents := map[string]struct {
		given  []volunteer.Consent
		covers bool
	}{
		"none":             {nil, false},
		"to serve":         {[]volunteer.Consent{{Scope: volunteer.ToServe}}, true},
		"company":          {[]volunteer.Consent{{Scope: volunteer.ToServe, Mode: volunteer.Accompanies}}, true},
		"to this":          {[]volunteer.Consent{{Scope: volunteer.ToJoinActivity, ActivityID: &this}}, true},
		"to another":       {[]volunteer.Consent{{Scope: volunteer.ToJoinActivity, ActivityID: &another}}, false},
		"until that day":   {[]volunteer.Consent{{Scope: volunteer.ToServe, ExpiresOn: new(day)}}, true},
		"until the eve":    {[]volunteer.Consent{{Scope: volunteer.ToServe, ExpiresOn: &past}}, false},
		"revoked":          {[]volunteer.Consent{{Scope: volunteer.ToServe, RevokedAt: &starts}}, false},
		"another and this": {[]volunteer.Consent{{Scope: volunteer.ToJoinActivity, ActivityID: &another}, {Scope: volunteer.ToJoinActivity, ActivityID: &this}}, true},
	}
	sources := []Source{FromSelf, FromApplication, FromInvitation, FromProxy, FromWalkIn, FromStandIn}
	for born, isMinor := range ages {
		for level, danger := range dangers {
			for word, consent := range consents {
				for _, source := range sources {
					r := open()
					r.zone, r.activity.ID, r.activity.Gates = time.UTC, this, danger.gates
					r.people = map[int64]*applicant{me: {BornOn: born, Consents: consent.given}}
					var want []*models.Error
					switch {
					case isMinor && danger.dangerous:
						want = []*models.Error{ErrMinorDangerousWork}
					case isMinor && !consent.covers:
						want = []*models.Error{ErrGuardianConsentNeeded}
					}
					request := Request{VolunteerID: me, Way: Way{Source: source, RiskAcknowledged: true}}
					if got := reasons(r.obstacles(starts.Add(-time.Hour), request)); !slices.Equal(got, want) {
						t.Errorf("%s: %v, want %v", fmt.Sprint(born, level, word, source), got, want)
					}
				}
			}
		}
	}
}

// TestMinorsObstaclesHaveTheirPlace in the one order in which a refusal tells everything.
func TestMinorsObstaclesHaveTheirPlace(t *testing.T) {
	t.Parallel()
	const me = int64(5)
	r, oldest := open(), int64(10)
	r.zone, r.people = time.UTC, map[int64]*applicant{me: {BornOn: "2010-01-01"}}
	r.activity.Status, r.activity.Recruitment, r.activity.RiskLevel = Draft, ByApproval, HighRisk
	r.shift.MaxAge, r.held[me] = &oldest, []slot{{me, 8}}
	now := starts.Add(-time.Hour)
	want := []*models.Error{ErrDraft, ErrApprovalNeeded, ErrMinorDangerousWork, ErrRiskNotAcknowledged, ErrTooOld, ErrTimeConflict}
	if got := reasons(r.obstacles(now, Request{VolunteerID: me})); !slices.Equal(got, want) {
		t.Errorf("in danger: %v, want %v", got, want)
	}
	r.activity.RiskLevel = MediumRisk
	want = []*models.Error{ErrDraft, ErrApprovalNeeded, ErrGuardianConsentNeeded, ErrTooOld, ErrTimeConflict}
	if got := reasons(r.obstacles(now, Request{VolunteerID: me})); !slices.Equal(got, want) {
		t.Errorf("without a consent: %v, want %v", got, want)
	}
}
