package activity

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"practicestation/models"
	"practicestation/models/team"
	"practicestation/models/training"
)

// Requirements (报名条件) are what a shift asks of its volunteers; who signed up before a condition came stays.
type Requirements struct {
	MinAge       *int64                 `json:"min_age,omitempty"` // at the local day on which the shift begins
	MaxAge       *int64                 `json:"max_age,omitempty"`
	MinMinutes   int64                  `json:"min_minutes,omitempty"`  // of confirmed service
	TeamIDs      list[int64]            `json:"team_ids,omitempty"`     // a member of any of these,
	Affiliations list[team.Affiliation] `json:"affiliations,omitempty"` // or of any team of these
	TrainingID   *int64                 `json:"training_id,omitempty"`  // taken part in, and still counting on that day
}

// list is kept as JSON: it is read and written as a whole.
type list[T any] []T

// Value gives the text that is stored.
func (l list[T]) Value() (driver.Value, error) {
	if l == nil {
		return "[]", nil
	}
	text, err := json.Marshal([]T(l))
	return string(text), err
}

// Scan reads the stored text.
func (l *list[T]) Scan(stored any) error {
	switch text := stored.(type) {
	case string:
		return json.Unmarshal([]byte(text), (*[]T)(l))
	case []byte:
		return json.Unmarshal(text, (*[]T)(l))
	}
	return fmt.Errorf("a list is stored as text, not as %T", stored)
}

// The obstacles that requirements put up.
var (
	ErrTooYoung        = models.DefineError(models.Conflict, "age_below_minimum", "未到年龄", "服务当天还没到这个班次要求的年龄，请选择别的班次。")
	ErrTooOld          = models.DefineError(models.Conflict, "age_above_maximum", "超过年龄", "服务当天已超过这个班次要求的年龄，请选择别的班次。")
	ErrTeamRequired    = models.DefineError(models.Conflict, "team_required", "限指定队伍", "这个班次只收指定队伍或条线的队员，请先加入队伍，或选择别的班次。")
	ErrTrainingMissing = models.DefineError(models.Conflict, "training_required", "需要先参加培训", "这个班次要求参加过培训且在有效期内，请先参加培训。")
	ErrMinutesMissing  = models.DefineError(models.Conflict, "minutes_required", "服务时长不够", "这个班次要求有一定的已确认服务时长，请先参加别的活动。")
)

// maxTeams bounds the teams that a shift is open to.
const maxTeams = 20

func (in *Requirements) faults(prefix string) models.Faults {
	var faults models.Faults
	for i, age := range []*int64{in.MinAge, in.MaxAge} {
		if age != nil && (*age < 0 || *age > 120) {
			faults.Add(prefix+[]string{"min_age", "max_age"}[i], "range", "年龄要在 0 到 120 之间。")
		}
	}
	if in.MinAge != nil && in.MaxAge != nil && *in.MaxAge < *in.MinAge {
		faults.Add(prefix+"max_age", "order", "年龄上限不能小于下限。")
	}
	if in.MinMinutes < 0 || in.MinMinutes > 10_000_000 {
		faults.Add(prefix+"min_minutes", "range", "服务时长要在 0 到 10000000 分钟之间。")
	}
	if len(in.TeamIDs) > maxTeams {
		faults.Add(prefix+"team_ids", "max_items", "最多指定 20 支队伍。")
	}
	for i, affiliation := range in.Affiliations {
		if !slices.Contains(team.Affiliations(), affiliation) {
			faults.Add(fmt.Sprintf("%saffiliations.%d", prefix, i), "enum", "条线只能是 party、union、youth_league、womens_federation 或 other。")
		}
	}
	return faults
}

// known fails with ErrInvalid when the requirements name a team or a training that is not there.
func (in *Requirements) known(tx *models.Tx, prefix string) error {
	found, err := team.Named(tx, in.TeamIDs)
	if err != nil {
		return err
	}
	var faults models.Faults
	for i, id := range in.TeamIDs {
		if !slices.ContainsFunc(found, func(t team.Team) bool { return t.ID == id && t.Status == team.Active }) {
			faults.Add(fmt.Sprintf("%steam_ids.%d", prefix, i), "not_found", "没有找到这支队伍，请重新选择。")
		}
	}
	if in.TrainingID != nil {
		_, err := models.Find[training.Training](tx, *in.TrainingID, training.ErrNotFound)
		if err != nil && !models.IsCode(err, training.ErrNotFound) {
			return err
		}
		if err != nil {
			faults.Add(prefix+"training_id", "not_found", "没有找到这个培训，请重新选择。")
		}
	}
	return faults.Err()
}

// known fails with ErrInvalid when the input refers to what is not there.
func (in *ShiftInput) known(tx *models.Tx, prefix string) error {
	if in.Requirements != nil {
		if err := in.Requirements.known(tx, prefix+"requirements."); err != nil {
			return err
		}
	}
	if in.Quotas != nil {
		return in.Quotas.known(tx, prefix+"quotas.")
	}
	return nil
}

// sameAs reports whether both ask the same: no teams are none, however they are written.
func (in *Requirements) sameAs(other *Requirements) bool {
	return same(in.MinAge, other.MinAge) && same(in.MaxAge, other.MaxAge) && same(in.TrainingID, other.TrainingID) && in.MinMinutes == other.MinMinutes &&
		slices.Equal(in.TeamIDs, other.TeamIDs) && slices.Equal(in.Affiliations, other.Affiliations)
}

func (in *Requirements) facts() map[string]any {
	return map[string]any{
		"min_age": in.MinAge, "max_age": in.MaxAge, "min_minutes": in.MinMinutes,
		"team_ids": in.TeamIDs, "affiliations": in.Affiliations, "training_id": in.TrainingID,
	}
}

// addOfRequirements tells what the shift asks for and the person has not.
func (r *roster) addOfRequirements(found *obstacleList, request Request) {
	who := r.people[request.VolunteerID]
	switch {
	case request.VolunteerID == 0:
		who = &applicant{} // whoever has no profile is in no team and has neither minutes nor trainings
	case who == nil:
		return
	}
	asks, day := &r.shift.Requirements, models.DateOf(r.shift.StartsAt, r.zone)
	if who.BornOn != "" {
		r.addOfAge(found, who, day)
	}
	if !asks.takes(who) {
		*found = append(*found, Obstacle{
			Error: ErrTeamRequired, Remedy: "加入其中一支队伍，队长同意后就能报名。", TeamIDs: asks.TeamIDs, Affiliations: asks.Affiliations,
		})
	}
	if asks.TrainingID != nil && !who.trained(*asks.TrainingID, day) {
		*found = append(*found, Obstacle{
			Error: ErrTrainingMissing, Remedy: fmt.Sprintf("参加“%s”培训，由工作人员登记后就能报名。", r.trainings[*asks.TrainingID]), TrainingID: asks.TrainingID,
		})
	}
	if missing := asks.MinMinutes - who.Minutes; missing > 0 {
		*found = append(*found, Obstacle{Error: ErrMinutesMissing, Remedy: fmt.Sprintf("再有 %s的服务时长得到确认后就能报名。", inHours(missing)), Minutes: missing})
	}
}

// addOfAge tells that the person is too young or too old on the day of service.
func (r *roster) addOfAge(found *obstacleList, who *applicant, day models.Date) {
	asks, age := &r.shift.Requirements, int64(who.BornOn.AgeOn(day))
	if asks.MinAge != nil && age < *asks.MinAge {
		reached := who.BornOn.In(r.zone).AddDate(int(*asks.MinAge), 0, 0)
		*found = append(*found, Obstacle{
			Error: ErrTooYoung, Remedy: fmt.Sprintf("%s年满 %d 周岁，那天起的班次可以报名。", reached.Format("2006年1月2日"), *asks.MinAge), LiftedAt: &reached,
		})
	}
	if asks.MaxAge != nil && age > *asks.MaxAge {
		*found = append(*found, Obstacle{Error: ErrTooOld, Remedy: fmt.Sprintf("这个班次限 %d 周岁及以下，请选择别的班次。", *asks.MaxAge)})
	}
}

// undecided are the obstacles that may yet come for who has no profile: only the birth date tells.
func (r *roster) undecided(request Request) []*models.Error {
	if request.VolunteerID != 0 {
		return nil
	}
	may := []*models.Error{ErrGuardianConsentNeeded}
	if r.activity.isDangerous() {
		may[0] = ErrMinorDangerousWork
	}
	if r.shift.MinAge != nil {
		may = append(may, ErrTooYoung)
	}
	if r.shift.MaxAge != nil {
		may = append(may, ErrTooOld)
	}
	return may
}

// takes reports whether the person is in a team that the shift is open to.
func (in *Requirements) takes(who *applicant) bool {
	if len(in.TeamIDs) == 0 && len(in.Affiliations) == 0 {
		return true
	}
	for id, affiliation := range who.Teams {
		if slices.Contains(in.TeamIDs, id) || slices.Contains(in.Affiliations, affiliation) {
			return true
		}
	}
	return false
}

// inHours writes minutes as people say them.
func inHours(minutes int64) string {
	var text strings.Builder
	if minutes >= 60 {
		fmt.Fprintf(&text, " %d 小时", minutes/60)
	}
	if minutes%60 > 0 {
		fmt.Fprintf(&text, " %d 分钟", minutes%60)
	}
	return strings.TrimSpace(text.String())
}
