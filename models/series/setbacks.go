package series

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/hours"
)

// NoticeSeriesSetback tells who made a series that a rule of the field has refused it something.
const NoticeSeriesSetback models.NoticeKind = "series_setback"

// Setback (未能安排) is an occurrence for which a rule of the field has refused what the series wants: it was not made, not
// published or not changed, and not for the sake of people.
type Setback struct {
	OccurrenceOn models.Date `json:"on"`
	Rule         int         `json:"rule"`
	Code         string      `json:"code"`
	Draft        bool        `json:"draft,omitempty"` // it is there as it is wanted, but closed

	startsAt time.Time
	why      string
}

// setback is what the change says of a refusal, none for what went as it should, or is kept for people.
func (c *Change) setback() *Setback {
	if c.Reason == "" || c.People > 0 {
		return nil
	}
	unpublished := c.Outcome == Created || c.Outcome == Changed || slices.Equal(c.Members, []string{"status"})
	return &Setback{OccurrenceOn: c.OccurrenceOn, Rule: c.Rule, Code: c.Reason, Draft: unpublished, startsAt: c.StartsAt, why: c.why}
}

// noteRun keeps when the job is to look at the series next, and what the last look was refused. What was refused of days that
// are over stays with them for a while; of what is new the maker of the series is told.
func (s *Series) noteRun(tx *models.Tx, changes []Change) error {
	var now, fresh []Setback
	for i := range changes {
		setback := changes[i].setback()
		if setback == nil {
			continue
		}
		if now = append(now, *setback); !slices.ContainsFunc(s.Setbacks, setback.same) {
			fresh = append(fresh, *setback)
		}
	}
	var trouble *string
	if len(now) > 0 {
		trouble = &now[0].Code
	}
	for _, old := range s.Setbacks {
		over := old.OccurrenceOn <= tx.Today() && old.OccurrenceOn >= tx.Today().Plus(-recent)
		if over && !slices.ContainsFunc(now, old.sameDay) {
			now = append(now, old)
		}
	}
	if err := s.lookAgain(tx, trouble, now); err != nil || len(fresh) == 0 {
		return err
	}
	return s.tellMaker(tx, inWords(tx, fresh))
}

func (s *Setback) same(other Setback) bool { return s.sameDay(other) && s.Code == other.Code }

func (s *Setback) sameDay(other Setback) bool {
	return s.OccurrenceOn == other.OccurrenceOn && s.Rule == other.Rule
}

// lookAgain keeps when the job is to look at the series next, and what stands in its way.
func (s *Series) lookAgain(tx *models.Tx, trouble *string, setbacks []Setback) error {
	next := map[string]any{"generate_on": tx.Today().Plus(1), "trouble": trouble, "setbacks": jsonText(append([]Setback{}, setbacks...))}
	return tx.DB.Model(&Series{}).Where("id = ?", s.ID).Updates(next).Error
}

// stop leaves the series as it is until another team holds it, and says so once.
func (s *Series) stop(tx *models.Tx) error {
	told := s.Trouble != nil && *s.Trouble == ErrTeamInactive.Code
	if err := s.lookAgain(tx, &ErrTeamInactive.Code, s.Setbacks); err != nil || told {
		return err
	}
	return s.tellMaker(tx, ErrTeamInactive.Message)
}

// TroubleOn is the day of the first occurrence that the last look was refused; empty when there is none, or all have stopped.
func (s *Series) TroubleOn() models.Date {
	if s.Trouble == nil || *s.Trouble == ErrTeamInactive.Code || len(s.Setbacks) == 0 {
		return ""
	}
	return s.Setbacks[0].OccurrenceOn
}

// setbackOf is what the last look was refused for this day. While the team is dissolved nothing is made.
func (s *Series) setbackOf(tx *models.Tx, day *Day) *Setback {
	of := Setback{OccurrenceOn: day.OriginalDate, Rule: day.Rule, Code: ErrTeamInactive.Code, Draft: true}
	at := slices.IndexFunc(s.Setbacks, of.sameDay)
	switch {
	case at >= 0:
		return &s.Setbacks[at]
	case s.Trouble != nil && *s.Trouble == of.Code && day.StartsAt.After(tx.Now):
		return &of
	}
	return nil
}

// setbacksNamed are how many occurrences a notice names one by one.
const setbacksNamed = 5

func inWords(tx *models.Tx, setbacks []Setback) string {
	var words []string
	for _, one := range setbacks[:min(setbacksNamed, len(setbacks))] {
		words = append(words, activity.Moment(one.startsAt, tx.Now, tx.Zone)+one.inWords()+"（"+one.why+"）")
	}
	text := strings.Join(words, "；")
	if more := len(setbacks) - len(words); more > 0 {
		text += fmt.Sprintf("；另有%d场", more)
	}
	return text + "。请修改系列或这几场，原因消除后会自动补上。"
}

func (s *Setback) inWords() string {
	if s.Draft {
		return "这一场没有发布"
	}
	return "这一场没有照系列安排"
}

// tellMaker tells who made the series, or the managers of its station where that account is closed.
func (s *Series) tellMaker(tx *models.Tx, text string) error {
	const title = "系列活动有场次没安排成"
	text = "系列活动“" + s.Title + "”：" + text
	var maker int64
	err := tx.DB.Table("accounts").Select("id").Where("id = ? AND status = ?", s.CreatedBy, account.Active).Scan(&maker).Error
	if err != nil || maker == 0 {
		if err == nil {
			err = hours.TellManagers(tx, s.StationID, NoticeSeriesSetback, title, text)
		}
		return err
	}
	tx.Tell(models.Notice{AccountID: &maker, Kind: NoticeSeriesSetback, Title: title, Text: text})
	return nil
}
