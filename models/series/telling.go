package series

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
)

// NoticeSeriesChanged tells who has signed up for an occurrence that the series no longer wants like this.
const NoticeSeriesChanged models.NoticeKind = "series_changed"

// binding are the members whose change matters to who has signed up.
var binding = []string{"title", "place", "team_id", "starts_at", "ends_at", "shifts"}

// telling is what the people of a kept occurrence were told last, kept beside it so that nobody is told the same twice.
type telling struct {
	Ended   bool              `json:"ended"`    // the series as a whole
	Gone    bool              `json:"gone"`     // the occurrence from the series
	Wanted  map[string]string `json:"wanted"`   // what the series wants in the binding members, as JSON
	Differs map[string]string `json:"differs"`  // and in those in which the occurrence is not so, and nobody else has changed it
	SignUps []int64           `json:"sign_ups"` // who has been told so
}

// news reports whether the occurrence differs in another way than its people know. What an organizer changes on the
// occurrence is none, nor is what the series changes where the occurrence has its own.
func (t *telling) news(last *telling) bool {
	if t.Ended != last.Ended || t.Gone != last.Gone {
		return true
	}
	return jsonText(t.Wanted) != jsonText(last.Wanted) && jsonText(t.Differs) != jsonText(last.Differs)
}

// bindingOf are the given members of the content that bind, as JSON by name.
func bindingOf(text string, names []string) (map[string]string, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, name := range binding {
		if slices.Contains(names, name) {
			found[name] = string(bytes.TrimSpace(all[name]))
		}
	}
	return found, nil
}

// anonymous is the content without what its shifts are known by, which says nothing to people.
func (c content) anonymous() content {
	c.Shifts = slices.Clone(c.Shifts)
	for i := range c.Shifts {
		c.Shifts[i].ID, c.Shifts[i].Number = 0, 0
	}
	return c
}

// wish is what the series wants of a kept occurrence: the template, and what is left of it beside what is the occurrence's own.
type wish struct {
	template, wanted, is content
}

// telling is what there is to tell of the wish, none for an occurrence that is to go.
func (s *Series) telling(of *wish, members []string) (*telling, error) {
	now := &telling{Ended: s.Status == Ended, Gone: of == nil}
	if of == nil {
		return now, nil
	}
	var err error
	if now.Wanted, err = bindingOf(of.template.anonymous().text(), binding); err != nil {
		return nil, err
	}
	now.Differs, err = bindingOf(of.wanted.anonymous().text(), members)
	return now, err
}

// tell tells the people of a kept occurrence in what the series goes another way: all of them what is new, and what is not
// only those who have signed up since.
func (s *Series) tell(tx *models.Tx, there *present, change *Change, of *wish) error {
	now, err := s.telling(of, change.Members)
	if err != nil {
		return err
	}
	if !now.Gone && len(now.Differs) == 0 {
		return there.note(tx, there.entry.State, there.entry.Written, nil)
	}
	var told []int64
	if there.entry.Told != nil {
		var last telling
		if err := json.Unmarshal([]byte(*there.entry.Told), &last); err != nil {
			return err
		}
		if !now.news(&last) {
			told = last.SignUps
		}
	}
	before := s.inWords(tx, there, change, of)
	now.SignUps, err = activity.TellPeople(tx, there.activity, told, NoticeSeriesChanged, "系列活动有调整", func(shift string) string {
		return before + "您报名的" + shift + "照原样举行，报名仍然有效；去不了请及时取消。"
	})
	if err != nil {
		return err
	}
	text := jsonText(now)
	return there.note(tx, kept, there.entry.Written, &text)
}

// inWords says in what the series goes another way than the occurrence.
func (s *Series) inWords(tx *models.Tx, there *present, change *Change, of *wish) string {
	name := "系列活动“" + there.activity.Title + "”"
	switch {
	case s.Status == Ended:
		return name + "不再继续，原因：" + *s.EndReason + "。"
	case of == nil:
		return name + "已经调整，不再安排" + activity.Moment(there.activity.StartsAt, tx.Now, tx.Zone) + "这一场。"
	}
	return name + "已经调整：" + strings.Join(of.inWords(tx, change.Members), "，") + "。"
}

// inWords says what the series wants in the members in which the occurrence is not so.
func (w *wish) inWords(tx *models.Tx, members []string) []string {
	var words []string
	say := func(member, text string) {
		if slices.Contains(members, member) {
			words = append(words, text)
		}
	}
	moment := func(at time.Time) string { return activity.Moment(at, tx.Now, tx.Zone) }
	say("title", "名称改为“"+w.wanted.Title+"”")
	say("starts_at", "开始时间改为"+moment(w.wanted.StartsAt))
	say("ends_at", "结束时间改为"+moment(w.wanted.EndsAt))
	say("place", "地点改为“"+w.wanted.Place+"”")
	say("team_id", "改由别的队伍承办")
	say("shifts", w.shiftsInWords(tx))
	return words
}

// shiftsNamed are how many shifts a notice names one by one.
const shiftsNamed = 5

func (w *wish) shiftsInWords(tx *models.Tx) string {
	same := slices.EqualFunc(w.wanted.Shifts, w.is.Shifts, func(a, b slot) bool {
		return a.Role == b.Role && a.StartsAt.Equal(b.StartsAt) && a.EndsAt.Equal(b.EndsAt)
	})
	switch {
	case same:
		return "班次的名额或要求有调整"
	case len(w.wanted.Shifts) > shiftsNamed:
		return fmt.Sprintf("班次改为%d个", len(w.wanted.Shifts))
	}
	named := make([]string, len(w.wanted.Shifts))
	for i, shift := range w.wanted.Shifts {
		named[i] = fmt.Sprintf("%s（%s至%s）", shift.Role, shift.StartsAt.In(tx.Zone).Format("15:04"), shift.EndsAt.In(tx.Zone).Format("15:04"))
	}
	return "班次改为" + strings.Join(named, "、")
}
