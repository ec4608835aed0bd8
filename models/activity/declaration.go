package activity

import (
	"time"

	"practicestation/models"
)

// currentDeclaration is the version of the texts below. Who changes a text moves it: people have declared what they read.
const currentDeclaration = 1

// Exclusion (不予记录的情形) is one kind of activity that is no volunteer service, so that no hours may be recorded for it
// (Civil Affairs Order 67, article 19).
type Exclusion struct {
	Code  string
	Title string
	Text  string
}

// Exclusions are the kinds that whoever creates an activity declares it not to be, with the version of their texts.
func Exclusions() (version int64, kinds []Exclusion) {
	return currentDeclaration, []Exclusion{
		{"own_job", "本职工作", "在工作时间做自己岗位职责以内的事，不是志愿服务。"},
		{"internal_duty", "单位或学校的内部事务", "单位、学校内部要求做的事，如团队建设、值班、打扫卫生、参加会议，不是志愿服务。"},
		{"own_benefit", "为了参加者自己", "主要为参加者自己的事，如学习、实习、参观、夏令营，不是志愿服务。"},
		{"unclear_benefit", "公益性不明确", "说不清为谁服务的事，如郊游时顺手捡垃圾、听讲座、排练、当观众，不是志愿服务。"},
		{"paid", "报酬明显超过补贴", "报酬明显高于当地志愿服务交通、误餐补贴标准的，不是志愿服务。"},
		{"rewarded_hours", "用时长作奖励", "捐款捐物、转发信息、作出承诺，或把时长当奖励发放，没有实际服务的，不能记录时长。"},
	}
}

// Declaration (声明) is somebody's word that an activity is none of the excluded kinds; all nil on what is older than it.
type Declaration struct {
	DeclarationVersion *int64
	DeclaredBy         *int64
	DeclaredAt         *time.Time
}

// Declare is the actor's word, if it is about the texts as they are now. It fails with ErrInvalid.
func Declare(tx *models.Tx, version int64) (Declaration, error) {
	if version != currentDeclaration {
		return Declaration{}, models.ErrInvalid.WithFields(models.FieldError{
			Field: "declaration_version", Code: "declaration_outdated",
			Message: "请先阅读六类不予记录的情形，确认活动不属于其中任何一类并勾选声明，再提交。",
		})
	}
	return Declaration{DeclarationVersion: &version, DeclaredBy: models.Nullable(tx.Actor.AccountID), DeclaredAt: &tx.Now}, nil
}

// declared is the word that a new activity rests on: its creator's, or for an occurrence the one that was given for its
// series, whatever has become of the texts since.
func (in *Input) declared(tx *models.Tx) (Declaration, error) {
	if in.SeriesID != 0 {
		return in.Declaration, nil
	}
	return Declare(tx, in.DeclarationVersion)
}
