package target

import (
	"encoding/json"
	"fmt"
	"slices"

	"practicestation/models"
	"practicestation/models/brand"
	"practicestation/models/organization"
	"practicestation/models/report"
)

// Input is what a target is made of.
type Input struct {
	OrganizationID int64 // of a new one
	Title          string
	Source         string
	Subject        report.Unit
	Period         Period
	Condition      Condition
	StartsOn       models.Date
	EndsOn         models.Date // empty: nobody has said
}

// check cleans the input and lists everything that is wrong with it.
func (in *Input) check(tx *models.Tx) error {
	var faults models.Faults
	for _, text := range []struct {
		field   string
		value   *string
		longest int
		message string
	}{
		{"title", &in.Title, 100, "名称要有 1 到 100 个字，不能含看不见的字符。"},
		{"source", &in.Source, 500, "请照文件原文填写要求，1 到 500 个字。"},
	} {
		cleaned, ok := models.CleanName(*text.value)
		if !ok || len([]rune(cleaned)) > text.longest {
			faults.Add(text.field, "invalid_text", text.message)
		}
		*text.value = cleaned
	}
	if !slices.Contains(report.Units(), in.Subject) {
		faults.Add("subject", "enum", "考核对象只能是 center、institute、station、team 或 volunteer。")
	}
	if !in.Period.isKnown() {
		faults.Add("period", "enum", "考核周期只能是 week、month、quarter、year 或 cumulative。")
	}
	faults = append(faults, in.dayFaults(tx.Today())...)
	faults = append(faults, in.Condition.faults(in.Subject, in.Period)...)
	unknown, err := brandFaults(tx, &in.Condition)
	if err != nil {
		return err
	}
	return append(faults, unknown...).Err()
}

func (in *Input) dayFaults(today models.Date) (faults models.Faults) {
	first, fits := models.ParseDate(string(in.StartsOn))
	if !fits || first < "2000-01-01" || first > latest(today) {
		faults.Add("starts_on", "format", "起算日期要写成 2026-01-01 这样的日期，2000 年以后，20 年以内。")
	}
	if in.EndsOn == "" {
		return faults
	}
	last, ends := models.ParseDate(string(in.EndsOn))
	switch {
	case !ends || last > latest(today):
		faults.Add("ends_on", "format", "截止日期要写成 2026-12-31 这样的日期，20 年以内。")
	case fits && last < first:
		faults.Add("ends_on", "order", "截止日期不能早于起算日期。")
	}
	return faults
}

// levelFault refuses a target for organizations that stand above who sets it.
func (in *Input) levelFault(of *organization.Organization) error {
	tiers := []string{string(organization.Center), string(organization.Institute), string(organization.Station)}
	if wanted := slices.Index(tiers, string(in.Subject)); wanted < 0 || wanted >= slices.Index(tiers, string(of.Level)) {
		return nil
	}
	return models.ErrInvalid.WithFields(models.FieldError{Field: "subject", Code: "level", Message: "不能考核上级组织，请换一个考核对象。"})
}

// brandFaults says which of the brands there are not.
func brandFaults(tx *models.Tx, condition *Condition) (faults models.Faults, err error) {
	for i, one := range condition.All() {
		if one.BrandID == 0 {
			continue
		}
		_, err := models.Find[brand.Brand](tx, one.BrandID, brand.ErrNotFound)
		switch {
		case models.IsCode(err, brand.ErrNotFound):
			faults.Add("brand_id", "not_found", fmt.Sprintf("第 %d 个比较所选的特色品牌不存在，请重新选择。", i+1))
		case err != nil:
			return nil, err
		}
	}
	return faults, nil
}

// fill takes over what the input says, and keeps the condition as text.
func (t *Target) fill(in Input) error {
	text, err := json.Marshal(in.Condition)
	t.Title, t.Source, t.Subject, t.Period, t.Conditions = in.Title, in.Source, in.Subject, in.Period, string(text)
	t.StartsOn, t.EndsOn = in.StartsOn, nil
	if in.EndsOn != "" {
		t.EndsOn = &in.EndsOn
	}
	return err
}

// facts are what the audit keeps of a target, and what a change may change.
func (t *Target) facts() map[string]any {
	return map[string]any{
		"title": t.Title, "source": t.Source, "subject": t.Subject, "period": t.Period, "conditions": t.Conditions, "starts_on": t.StartsOn, "ends_on": t.EndsOn,
	}
}

// Create sets a target for what lies below an organization. It fails with ErrPermission or ErrInvalid.
func Create(tx *models.Tx, in Input) (*Target, error) {
	if !tx.Actor.CanSomewhere(models.ManageTargets) {
		return nil, models.ErrPermission
	}
	if err := in.check(tx); err != nil {
		return nil, err
	}
	of, err := models.Find[organization.Organization](tx, in.OrganizationID, models.Unknown("organization_id"))
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ManageTargets, of.Path) {
		return nil, models.ErrPermission
	}
	if err := in.levelFault(of); err != nil {
		return nil, err
	}
	made := &Target{OrganizationID: of.ID, CreatedBy: models.Nullable(tx.Actor.AccountID), Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	if err := made.fill(in); err != nil {
		return nil, err
	}
	if err := tx.DB.Create(made).Error; err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{Action: "target.create", Subject: "target", SubjectID: made.ID, OrganizationID: of.ID, After: made.facts()})
	return made, nil
}

// Update rewrites a target that has not been ended; who sets it stays. Periods that are over are held against the new words
// from then on: what shall stay as it was is ended, and set anew.
// It fails with ErrNotFound, ErrPermission, ErrEnded, ErrInvalid or ErrVersionConflict.
func Update(tx *models.Tx, id, version int64, in Input) (*Target, error) {
	current, of, err := findToSet(tx, id)
	if err != nil {
		return nil, err
	}
	if current.EndedOn != nil {
		return nil, ErrEnded
	}
	if err := in.check(tx); err != nil {
		return nil, err
	}
	if err := in.levelFault(of); err != nil {
		return nil, err
	}
	before := current.facts()
	if err := current.fill(in); err != nil {
		return nil, err
	}
	after := current.facts()
	if err := tx.UpdateVersion(current, id, version, after); err != nil {
		return nil, models.ConflictAt(err, current.Version)
	}
	current.tell(tx, NoticeChanged, "考核指标有修改", "您设立的考核指标“"+current.Title+"”已由"+tx.Actor.Name+"修改，请查看。")
	tx.Audit(models.AuditEntry{Action: "target.update", Subject: "target", SubjectID: id, OrganizationID: current.OrganizationID, Before: before, After: after})
	return models.Find[Target](tx, id, ErrNotFound)
}

// End stops a target with the end of today, for a reason. What was wanted until then can still be read.
// It fails with ErrNotFound, ErrPermission, ErrEnded, ErrVersionConflict or ErrReasonMissing.
func End(tx *models.Tx, id, version int64, reason string) (*Target, error) {
	current, _, err := findToSet(tx, id)
	if err != nil {
		return nil, err
	}
	if current.EndedOn != nil {
		return nil, ErrEnded
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	last := tx.Today()
	if current.EndsOn != nil {
		last = min(last, *current.EndsOn)
	}
	change := map[string]any{"ended_on": last, "end_reason": reason, "ended_by": models.Nullable(tx.Actor.AccountID)}
	if err := tx.UpdateVersion(current, id, version, change); err != nil {
		return nil, models.ConflictAt(err, current.Version)
	}
	current.tell(tx, NoticeEnded, "考核指标已终止", "您设立的考核指标“"+current.Title+"”已由"+tx.Actor.Name+"终止，原因："+reason+"。")
	tx.Audit(models.AuditEntry{
		Action: "target.end", Subject: "target", SubjectID: id, OrganizationID: current.OrganizationID, After: map[string]any{"ended_on": last, "reason": reason},
	})
	return models.Find[Target](tx, id, ErrNotFound)
}

// tell tells who has set the target, unless that is who changes it.
func (t *Target) tell(tx *models.Tx, kind models.NoticeKind, title, text string) {
	if t.CreatedBy != nil && *t.CreatedBy != tx.Actor.AccountID {
		tx.Tell(models.Notice{AccountID: t.CreatedBy, Kind: kind, Title: title, Text: text})
	}
}
