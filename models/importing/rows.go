package importing

import (
	"strconv"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/invitation"
	"practicestation/models/population"
	"practicestation/models/volunteer"
)

// add adds what a row of the kind says by the rule that does it one by one, and reports whether that was new. Before the rule is
// asked, every cell is looked at, so that people see all that is wrong with a row at once.
func (a *run) add(r *row) (bool, error) {
	switch r.kind {
	case Volunteers, Members:
		return a.invite(r)
	case Teams:
		return a.found(r)
	case PastHours:
		return a.enter(r)
	case Populations:
		return a.record(r)
	}
	return false, models.ErrInvalid
}

// invite asks a person to become a volunteer, or to join a team.
func (a *run) invite(r *row) (bool, error) {
	in := invitation.Input{OrganizationID: a.home.ID, Name: r.value(nameColumn.head), Phone: r.value(phoneColumn.head)}
	in.TeamID = a.choice(r, "队伍", "没有找到这支队伍。请从模板的下拉里选本组织范围内的队伍。", 0)
	r.note(contactFaults(in.Name, in.Phone))
	if r.sound(nameColumn.head) && r.sound(phoneColumn.head) {
		if other, there := a.names[in.Phone]; there && models.NameKey(other) != models.NameKey(in.Name) {
			r.note(models.Faults{{Field: "phone", Code: "phone_repeated", Message: "文件里这个手机号写给了两个姓名，请核对。"}})
		}
		a.names[in.Phone] = in.Name
	}
	if r.bad() {
		return false, nil
	}
	return invitation.Invite(a.tx, in)
}

func contactFaults(name, phone string) models.Faults {
	_, faults := volunteer.CheckContact(name, phone)
	return faults
}

// enter writes past hours down for somebody found by phone and name; the level above decides, as for every retro-entry.
func (a *run) enter(r *row) (bool, error) {
	name, phone := r.value(nameColumn.head), r.value(phoneColumn.head)
	past := hours.RetroInput{Evidence: r.value("依据"), EvidenceURL: r.value("依据网址"), Declared: r.value("声明") == declared}
	r.note(contactFaults(name, phone))
	longest := a.tx.Settings.RecordCap
	shift, known := a.shift(r)
	if known {
		longest = min(longest, shift.minutes())
	}
	past.ShiftID, past.Minutes = shift.ID, r.integer("分钟数", "minutes", "分钟数要写整数，如 90。")
	r.note(past.Faults(longest))
	if r.sound(nameColumn.head) && r.sound(phoneColumn.head) {
		person, err := volunteer.Known(a.tx, name, phone)
		if err != nil {
			return false, err
		}
		if person == nil {
			r.note(models.Faults{{Field: "phone", Code: "volunteer_unknown", Message: "没有这个手机号和姓名的志愿者。请先邀请本人加入，或核对后重填。"}})
		} else {
			past.VolunteerID = person.ID
		}
	}
	if r.bad() {
		return false, nil
	}
	if before, err := hours.Entered(a.tx, past); err != nil || before {
		return false, err
	}
	_, err := hours.EnterRetro(a.tx, past)
	return err == nil, err
}

// yearOf is an organization and one of its years.
type yearOf struct{ organization, year int64 }

// record writes down how many people live where an organization serves. Of two numbers for one year in a file nobody could say
// which is to count, and the file would add something each time.
func (a *run) record(r *row) (bool, error) {
	in := population.Input{
		Year: r.integer("年份", "year", "年份要写四位整数，如 2026。"), Residents: r.integer("常住人口", "residents", "常住人口要写整数，如 3280。"), Source: r.value("数据来源"),
	}
	at := a.choice(r, "阵地", "没有找到这个阵地。请从模板的下拉里选本组织和下级的阵地，或填它的 12 位区划代码。", a.home.ID)
	r.note(in.Faults(a.tx.Today()))
	if r.sound("阵地") && r.sound("年份") {
		first, twice := a.bases[yearOf{at, in.Year}]
		if twice && first != in {
			r.note(models.Faults{{Field: "year", Code: "year_repeated", Message: "文件里这个阵地这一年写了两个数，请只留一行。"}})
		}
		if !twice {
			a.bases[yearOf{at, in.Year}] = in
		}
	}
	if r.bad() {
		return false, nil
	}
	if before, err := population.Recorded(a.tx, at, in); err != nil || before {
		return false, err
	}
	_, err := population.Record(a.tx, at, in)
	return err == nil, err
}

// integer reads a whole number. What is none is noted, unless the cell has a fault already.
func (r *row) integer(head, member, otherwise string) int64 {
	number, err := strconv.ParseInt(r.value(head), 10, 64)
	if err != nil {
		r.note(models.Faults{{Field: member, Code: "integer", Message: otherwise}})
	}
	return number
}

func unknownWord(member, message string) models.Faults {
	return models.Faults{{Field: member, Code: "not_found", Message: message}}
}
