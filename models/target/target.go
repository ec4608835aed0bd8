// Package target holds the targets (考核指标) that a county or a town sets for its organizations, teams and volunteers: what was wanted,
// as printed and as a condition over figures, and how far each has come.
package target

import (
	"encoding/json"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/report"
)

// Target (考核指标) is what one organization wants of each subject below it, in each period between its days.
type Target struct {
	ID             int64
	OrganizationID int64 // who sets it
	Title          string
	Source         string // the words of the paper that it is from, as printed
	Subject        report.Unit
	Period         Period
	Conditions     string // a Condition as JSON
	StartsOn       models.Date
	EndsOn         *models.Date // the last day; nil as long as nobody has said
	EndedOn        *models.Date // the last day, when it was ended early
	EndReason      *string
	EndedBy        *int64
	CreatedBy      *int64
	Version        int64
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// The refusals about targets.
var (
	ErrNotFound  = models.DefineError(models.NotFound, "target_not_found", "考核指标不存在", "没有找到这个考核指标。")
	ErrEnded     = models.DefineError(models.Conflict, "target_ended", "考核指标已经终止", "这个考核指标已经终止，不能再修改；需要时请另立一个。")
	ErrNoRanking = models.DefineError(models.Forbidden, "ranking_disabled", "没有开启排名", "本系统没有开启排名，请去掉 order，按区划代码的次序查看。")
)

// The kinds of notices about targets.
const (
	NoticeChanged models.NoticeKind = "target_changed"
	NoticeEnded   models.NoticeKind = "target_ended"
)

// Condition reads what the target wants.
func (t *Target) Condition() (Condition, error) {
	var read Condition
	err := json.Unmarshal([]byte(t.Conditions), &read)
	return read, err
}

// LastDay is the last day that counts, or none as long as nobody has said.
func (t *Target) LastDay() *models.Date {
	if t.EndedOn != nil {
		return t.EndedOn
	}
	return t.EndsOn
}

// days are those on which the target holds; without a last day far into the future.
func (t *Target) days() days {
	const never models.Date = "9999-12-31"
	to := never
	if last := t.LastDay(); last != nil {
		to = last.Plus(1)
	}
	return days{t.StartsOn, to}
}

// findToSet finds a target for change. Who sees it and does not set it is told so.
func findToSet(tx *models.Tx, id int64) (*Target, *organization.Organization, error) {
	current, err := models.FindLocked[Target](tx, id, ErrNotFound)
	if err != nil {
		return nil, nil, err
	}
	of, err := models.Find[organization.Organization](tx, current.OrganizationID, organization.ErrNotFound)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case !isVisible(tx.Actor, of.Path):
		return nil, nil, ErrNotFound
	case !tx.Actor.Can(models.ManageTargets, of.Path):
		return nil, nil, models.ErrPermission
	}
	return current, of, nil
}

// isVisible reports whether the actor reads statistics of something that the targets of an organization are about, or above it.
func isVisible(actor models.Actor, path string) bool {
	for _, own := range actor.Paths(models.ReadStatistics) {
		if strings.HasPrefix(own, path) || strings.HasPrefix(path, own) {
			return true
		}
	}
	return false
}
