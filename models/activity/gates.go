package activity

import (
	"strings"
	"time"

	"practicestation/models"
)

// RiskLevel (风险等级) is how dangerous the host judges an activity to be.
type RiskLevel string

// The levels of risk.
const (
	LowRisk    RiskLevel = "low"
	MediumRisk RiskLevel = "medium"
	HighRisk   RiskLevel = "high"
)

// Gates (安全条件) are what an activity must have before people are let in; those of what is not dangerous are open.
type Gates struct {
	RiskLevel    RiskLevel
	Emergency    bool   // rescue and disaster relief: dangerous by what it is
	RiskNoticeID *int64 // the text that who joins has to acknowledge
	Insurer      string // empty without a policy
	PolicyNumber string
	InsuredFrom  models.Date
	InsuredTo    models.Date // the last day that is covered
}

// RiskNotice (风险告知) is one version of the text that tells people what they let themselves in for; it is never changed,
// because people have acknowledged it as it is.
type RiskNotice struct {
	ID         int64
	ActivityID int64
	Notice     string
	CreatedBy  *int64
	CreatedAt  time.Time
}

// Insurance (保险) is the policy that covers who serves, from one civil day to another, both covered.
type Insurance struct {
	Insurer string `json:"insurer"`
	Number  string `json:"number"`
	From    string `json:"from"`
	To      string `json:"to"`
}

// GatesInput is the editable part of the gates; what is nil stays as it is.
type GatesInput struct {
	RiskLevel  *RiskLevel
	Emergency  *bool
	RiskNotice *string    // empty: none
	Insurance  *Insurance // empty: none
}

// The refusals of the gates.
var (
	ErrInsuranceMissing = models.DefineError(models.Conflict, "insurance_missing", "缺少保险",
		"高风险和应急救援活动要有覆盖活动日期的保险，请填写承保公司、保单号和起止日期。")
	ErrRiskNoticeMissing = models.DefineError(models.Conflict, "risk_notice_missing", "缺少风险告知",
		"高风险和应急救援活动要有风险告知，请写明有什么风险、怎样防护。")
	ErrRiskNotAcknowledged = models.DefineError(models.Conflict, "risk_not_acknowledged", "请先阅读风险告知",
		"这是高风险或应急救援活动，请阅读最新的风险告知并勾选确认后再报名。")
)

func (in *GatesInput) faults() models.Faults {
	var faults models.Faults
	if in.RiskLevel != nil && *in.RiskLevel != LowRisk && *in.RiskLevel != MediumRisk && *in.RiskLevel != HighRisk {
		faults.Add("risk_level", "enum", "风险等级只能是 low、medium 或 high。")
	}
	if in.RiskNotice != nil {
		*in.RiskNotice = strings.TrimSpace(*in.RiskNotice)
		if len([]rune(*in.RiskNotice)) > 5000 {
			faults.Add("risk_notice", "too_long", "风险告知最多 5000 个字。")
		}
	}
	if in.Insurance != nil && *in.Insurance != (Insurance{}) {
		faults = append(faults, in.Insurance.faults()...)
	}
	return faults
}

func (in *Insurance) faults() models.Faults {
	var faults models.Faults
	for _, text := range []struct {
		field   string
		value   *string
		longest int
		message string
	}{
		{"insurance_policy.insurer", &in.Insurer, 100, "承保公司要有 1 到 100 个字。"},
		{"insurance_policy.number", &in.Number, 64, "保单号要有 1 到 64 个字。"},
	} {
		cleaned, ok := models.CleanName(*text.value)
		if !ok || len([]rune(cleaned)) > text.longest {
			faults.Add(text.field, "invalid_text", text.message)
		}
		*text.value = cleaned
	}
	from, known := models.ParseDate(in.From)
	to, knownToo := models.ParseDate(in.To)
	if !known || !knownToo || to < from {
		faults.Add("insurance_policy.to_on", "order", "保险的止日不能早于起日。")
	}
	return faults
}

// fill takes over what the input says; the text of the notice is a row of its own.
func (g *Gates) fill(in GatesInput) {
	if in.RiskLevel != nil {
		g.RiskLevel = *in.RiskLevel
	}
	if in.Emergency != nil {
		g.Emergency = *in.Emergency
	}
	if in.Insurance != nil {
		g.Insurer, g.PolicyNumber = in.Insurance.Insurer, in.Insurance.Number
		g.InsuredFrom, g.InsuredTo = models.Date(in.Insurance.From), models.Date(in.Insurance.To)
	}
}

// harden reports whether the input makes the activity one that fewer people may join, or only with their consent.
func (g *Gates) harden(in GatesInput) bool {
	return in.RiskLevel != nil && *in.RiskLevel == HighRisk && g.RiskLevel != HighRisk || in.Emergency != nil && *in.Emergency && !g.Emergency
}

// harder reports whether fewer people may join than under the gates of before.
func (g *Gates) harder(before *Activity) bool {
	return g.RiskLevel == HighRisk && before.RiskLevel != HighRisk || g.Emergency && !before.Emergency
}

// isDangerous is the one answer to whether people may come to harm: by the host's judgement, or because it is rescue. Then
// they are insured before (Regulation on Volunteer Service, article 17) and acknowledge the risk, and minors stay out.
func (g *Gates) isDangerous() bool { return g.RiskLevel == HighRisk || g.Emergency }

func (g *Gates) facts() map[string]any {
	return map[string]any{
		"risk_level": g.RiskLevel, "emergency": g.Emergency, "risk_notice_id": g.RiskNoticeID, "insurer": g.Insurer,
		"policy_number": g.PolicyNumber, "insured_from": g.InsuredFrom, "insured_to": g.InsuredTo,
	}
}

// gaps lists what keeps the activity from being offered to people.
func (a *Activity) gaps(zone *time.Location) []*models.Error {
	var found []*models.Error
	if !a.isDangerous() {
		return nil
	}
	first, last := models.DateOf(a.StartsAt, zone), models.DateOf(a.EndsAt.Add(-time.Millisecond), zone)
	if a.Insurer == "" || a.InsuredFrom > first || a.InsuredTo < last {
		found = append(found, ErrInsuranceMissing)
	}
	if a.RiskNoticeID == nil {
		found = append(found, ErrRiskNoticeMissing)
	}
	return found
}

// giveNotice writes a new version of an activity's risk notice, unless the text is the one that is shown already.
func giveNotice(tx *models.Tx, of *Activity, text *string) error {
	if text == nil {
		return nil
	}
	shown, err := of.NoticeText(tx)
	if err != nil {
		return err
	}
	switch *text {
	case shown:
		return nil
	case "":
		of.RiskNoticeID = nil
		return nil
	}
	written := &RiskNotice{ActivityID: of.ID, Notice: *text, CreatedBy: models.Nullable(tx.Actor.AccountID), CreatedAt: tx.Now}
	if err := tx.DB.Create(written).Error; err != nil {
		return err
	}
	of.RiskNoticeID = &written.ID
	return nil
}

// acknowledges reports whether who asks has acknowledged the risk in the text that is shown now.
func (a *Activity) acknowledges(request Request) bool {
	current := a.RiskNoticeID == nil || request.Way.RiskNoticeID == 0 || request.Way.RiskNoticeID == *a.RiskNoticeID
	return request.Way.RiskAcknowledged && current
}

// outdates reports whether the text that was shown to the person is no longer the one that is shown. An application keeps
// the version that it was made with; whether that is enough is asked when it is decided.
func (a *Activity) outdates(way Way) bool {
	return way.Source != FromApplication && way.RiskNoticeID != 0 && a.RiskNoticeID != nil && way.RiskNoticeID != *a.RiskNoticeID
}

// NoticeText is the risk notice that the activity shows; empty without one.
func (a *Activity) NoticeText(tx *models.Tx) (string, error) {
	if a.RiskNoticeID == nil {
		return "", nil
	}
	var shown RiskNotice
	err := tx.DB.Where("id = ?", *a.RiskNoticeID).Take(&shown).Error
	return shown.Notice, err
}

// RiskNotices lists the versions of an activity's risk notice, the latest first. It fails with ErrNotFound.
func RiskNotices(tx *models.Tx, activityID int64, page models.Page) (models.Paged[RiskNotice], error) {
	if _, err := Find(tx, activityID); err != nil {
		return models.Paged[RiskNotice]{}, err
	}
	return models.Fetch(tx.DB.Where("activity_id = ?", activityID), page, models.Order[RiskNotice]{
		IDColumn: "id", ID: func(n *RiskNotice) int64 { return n.ID }, Descending: true,
	})
}
