package feed

import (
	"fmt"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/organization"
)

// Sheet (活动单) is an activity in the words that its page, its poster and its share text have in common.
type Sheet struct {
	ID          int64
	Title       string
	Category    string
	Description string
	Place       string
	Station     string
	Team        string
	Notice      string // why nobody can sign up any more, or not yet; empty while people can
	When        string
	Until       string // the end of sign-up
	Shifts      []SheetShift
}

// SheetShift is one line of a sheet.
type SheetShift struct {
	Role    string
	When    string
	Seats   int64 // in all
	Left    int64
	Waiting int64
	Off     bool   // called off
	Closed  bool   // nobody can sign up any more
	Until   string // the end of sign-up, where the shifts differ in it
	id      int64
	names   []string // masked, of those with a seat; only for who may read the roster
}

// maxNames bounds the names of one shift in a text for a chat.
const maxNames = 30

// maxLines bounds the shifts of a text or a poster.
const maxLines = 20

// Describe writes the sheet of an activity that the actor may see: the same for everybody, without a name of anybody.
// It fails with activity.ErrNotFound.
func Describe(tx *models.Tx, activityID int64) (*Sheet, error) {
	sheet, _, err := describe(tx, activityID)
	return sheet, err
}

func describe(tx *models.Tx, activityID int64) (*Sheet, *activity.Listed, error) {
	of, err := activity.Find(tx, activityID)
	if err != nil {
		return nil, nil, err
	}
	shifts, err := activity.ShiftsOf(tx, activityID)
	if err != nil {
		return nil, nil, err
	}
	say, err := wordsOf(tx)
	if err != nil {
		return nil, nil, err
	}
	ends := deadlinesOf(&of.Activity, shifts[activityID])
	sheet := &Sheet{
		ID: of.ID, Title: of.Title, Category: of.Category, Description: of.Description, Place: of.Place, Station: of.StationName, Team: of.TeamName,
		Notice: notice(tx, of, ends.last, say), When: say.span(of.StartsAt, of.EndsAt), Until: ends.inWords(say),
	}
	first := midnight(of.StartsAt.In(tx.Zone))
	say.year = first.Year() // the shifts stand below the time of the whole, which names another year
	for _, shift := range shifts[activityID] {
		when := say.hours(shift.StartsAt, shift.EndsAt)
		// The first day needs no name again, unless there are so many that a line without one is unclear.
		if !midnight(shift.StartsAt.In(tx.Zone)).Equal(first) || of.EndsAt.After(first.AddDate(0, 0, 2)) {
			when = say.span(shift.StartsAt, shift.EndsAt)
		}
		sheet.Shifts = append(sheet.Shifts, SheetShift{
			id: shift.ID, Role: shift.Role, When: when, Seats: shift.Capacity, Left: max(0, shift.Capacity-shift.Confirmed), Waiting: shift.Waitlisted,
			Off: shift.CancelledAt != nil, Closed: !tx.Now.Before(shift.SignUpCloses(&of.Activity)), Until: ends.ofShift(tx, &shift, &of.Activity, say),
		})
	}
	return sheet, of, nil
}

// notice tells in one sentence why nobody can sign up now.
func notice(tx *models.Tx, of *activity.Listed, closes time.Time, say *words) string {
	switch of.StatusAt(tx.Now, tx.Settings) {
	case activity.Draft:
		return "草稿，尚未发布，还不能报名。"
	case activity.Withdrawn:
		return "活动已撤回修改，暂不接受报名。"
	case activity.Cancelled:
		if of.CancelReason == nil {
			return "活动已取消。"
		}
		return "活动已取消：" + *of.CancelReason
	case activity.Ended, activity.Closed:
		return "活动已结束。"
	}
	switch {
	case tx.Now.Before(of.SignUpOpensAt):
		return "报名 " + say.moment(of.SignUpOpensAt) + " 开始。"
	case !tx.Now.Before(closes):
		return "报名已截止。"
	}
	return ""
}

// Share (接龙文字) is what a manager pastes into the chat of a group.
type Share struct {
	Title string
	Text  string
}

// ShareText writes the text for a chat group: when, where, how many places are left, and the link. Who may read the roster
// gets the masked names of those who have joined too, as in the hand-made lists that the text replaces; nobody else gets
// any name. It fails with activity.ErrNotFound.
func ShareText(tx *models.Tx, activityID int64, link string) (*Share, error) {
	sheet, of, err := describe(tx, activityID)
	if err != nil {
		return nil, err
	}
	station, err := models.Find[organization.Organization](tx, of.StationID, organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	if tx.Actor.CanForTeam(models.ReadRosters, station.Path, of.TeamID) {
		if err := sheet.addNames(tx); err != nil {
			return nil, err
		}
	}
	return &Share{Title: sheet.Title, Text: sheet.text(link)}, nil
}

// addNames adds who has a seat, by arrival.
func (s *Sheet) addNames(tx *models.Tx) error {
	var seated []struct {
		ShiftID int64
		Name    string
	}
	err := tx.DB.Table("sign_ups AS s").Select("s.shift_id, v.name").Joins("JOIN volunteers AS v ON v.id = s.volunteer_id").
		Where("s.activity_id = ? AND s.status IN (?)", s.ID, []activity.SignUpStatus{activity.SignedUp, activity.CheckedIn, activity.Completed}).
		Order("s.sequence").Find(&seated).Error
	if err != nil {
		return err
	}
	names := map[int64][]string{}
	for _, person := range seated {
		names[person.ShiftID] = append(names[person.ShiftID], models.MaskName(person.Name))
	}
	for i := range s.Shifts {
		s.Shifts[i].names = names[s.Shifts[i].id]
	}
	return nil
}

func (s *Sheet) text(link string) string {
	lines := []string{"【接龙】" + s.Title}
	if s.Notice != "" {
		lines = append(lines, "※ "+s.Notice)
	}
	lines = append(lines, "时间："+s.When, "地点："+s.Place+"（"+s.Station+"）", "队伍："+s.Team)
	if s.Notice == "" {
		lines = append(lines, "报名截止："+s.Until)
	}
	lines = append(lines, "")
	for i, shift := range s.Shifts {
		if i == maxLines {
			lines = append(lines, fmt.Sprintf("……另有 %d 个班次，见链接", len(s.Shifts)-maxLines))
			break
		}
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, shift.text(s.Notice == "")))
		if len(shift.names) > 0 {
			lines = append(lines, "   "+shift.people())
		}
	}
	return strings.Join(append(lines, "", "详情："+link), "\n")
}

// text calls for people only while they can sign up.
func (s *SheetShift) text(open bool) string {
	if s.Off {
		return fmt.Sprintf("%s %s：已取消", s.Role, s.When)
	}
	text := fmt.Sprintf("%s %s：共 %d 人", s.Role, s.When, s.Seats)
	if !open {
		return text
	}
	if s.Until != "" {
		text += "，" + s.Until
	}
	if s.Closed {
		return text
	}
	text += "，"
	if s.Left > 0 {
		return text + fmt.Sprintf("还差 %d 人", s.Left)
	}
	text += "已满"
	if s.Waiting > 0 {
		text += fmt.Sprintf("，候补 %d 人", s.Waiting)
	}
	return text
}

func (s *SheetShift) people() string {
	if len(s.names) <= maxNames {
		return strings.Join(s.names, "、")
	}
	return strings.Join(s.names[:maxNames], "、") + fmt.Sprintf(" 等 %d 人", len(s.names))
}
