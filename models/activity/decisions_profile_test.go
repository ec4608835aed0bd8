package activity

import (
	"slices"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/volunteer"
)

// TestWithoutAProfileEveryReasonIsListed: nobody is in a team, has taken part in a training or has minutes before there is a
// profile; what needs a birth date is left open.
func TestWithoutAProfileEveryReasonIsListed(t *testing.T) {
	t.Parallel()
	r := open()
	r.activity.Recruitment, r.activity.SignUpOpensAt = ByApproval, ends
	r.shift.MinAge, r.shift.MinMinutes, r.shift.TeamIDs, r.shift.TrainingID = new(int64(18)), 60, list[int64]{3}, new(int64(4))
	want := []*models.Error{volunteer.ErrProfileMissing, ErrSignUpNotOpen, ErrApprovalNeeded, ErrTeamRequired, ErrTrainingMissing, ErrMinutesMissing}
	if got := reasons(r.obstacles(starts.Add(-time.Hour), Request{})); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestWhatOnlyABirthDateTells is said of who has no profile yet, and of nobody else.
func TestWhatOnlyABirthDateTells(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(r *roster)
		who    int64
		want   []*models.Error
	}{
		"anybody may be a minor": {func(*roster) {}, 0, []*models.Error{ErrGuardianConsentNeeded}},
		"dangerous work":         {func(r *roster) { r.activity.RiskLevel = HighRisk }, 0, []*models.Error{ErrMinorDangerousWork}},
		"an age is asked for": {func(r *roster) { r.shift.MinAge, r.shift.MaxAge = new(int64(16)), new(int64(60)) }, 0, []*models.Error{
			ErrGuardianConsentNeeded, ErrTooYoung, ErrTooOld,
		}},
		"a profile": {func(r *roster) { r.shift.MinAge = new(int64(16)) }, 5, nil},
	} {
		r := open()
		c.change(r)
		if got := r.undecided(Request{VolunteerID: c.who}); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
