package importing

import (
	"errors"
	"strconv"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/invitation"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

// outcome is what a run over a file has done.
type outcome struct {
	good, known, bad int64
	faults           []Fault
}

// run is one run of the rules over the rows of a file, in one unit. The check and the import are the same run; the check is taken back.
type run struct {
	tx    *models.Tx
	home  *organization.Organization
	words *words
	names map[string]string // of the phones in the file so far
}

// perform does the rows that are not to be skipped, each by the rule that does it one by one.
func perform(tx *models.Tx, kind Kind, organizationID int64, read *sheet, at map[string]int, skip map[int64]bool) (*outcome, error) {
	home, err := host(tx, kind, organizationID)
	if err != nil {
		return nil, err
	}
	known, err := dictionaryOf(tx, home)
	if err != nil {
		return nil, err
	}
	all := &run{tx: tx, home: home, words: known, names: map[string]string{}}
	done := &outcome{}
	for _, one := range read.lines {
		if skip[int64(one.number)] {
			done.bad++
			continue
		}
		r := &row{line: one, kind: kind, at: at}
		added, err := all.do(r)
		switch {
		case err != nil:
			return nil, err
		case len(r.faults) > 0:
			done.bad++
			done.faults = append(done.faults, r.faults...)
		case added:
			done.good++
		default:
			done.known++
		}
	}
	return done, nil
}

// do does one row, and reports whether it added something. What the rules refuse is the row's fault.
func (a *run) do(r *row) (added bool, err error) {
	if r.check(); len(r.faults) > 0 {
		return false, nil
	}
	switch r.kind {
	case Volunteers, Members:
		added, err = a.invite(r)
	case Teams:
		added, err = a.found(r)
	case PastHours:
		added, err = a.enter(r)
	}
	if err != nil && r.refuse(err) {
		return false, nil
	}
	return added, err
}

// invite asks a person to become a volunteer, or to join a team.
func (a *run) invite(r *row) (bool, error) {
	in := invitation.Input{OrganizationID: a.home.ID, Name: r.value(nameColumn.head), Phone: r.value(phoneColumn.head)}
	if chosen := r.value("队伍"); chosen != "" {
		id, known := a.words.find(teamWords, chosen)
		if !known {
			return false, unknownWord("team_id", "没有找到这支队伍。请从模板的下拉里选本组织范围内的队伍。")
		}
		in.TeamID = id
	}
	if other, there := a.names[in.Phone]; there && models.NameKey(other) != models.NameKey(in.Name) {
		return false, models.ErrInvalid.WithFields(models.FieldError{Field: "phone", Code: "phone_repeated", Message: "文件里这个手机号写给了两个姓名，请核对。"})
	}
	a.names[in.Phone] = in.Name
	return invitation.Invite(a.tx, in)
}

// found founds a team; one with that name at the organization is there already.
func (a *run) found(r *row) (bool, error) {
	in := team.Input{OrganizationID: a.home.ID, Name: r.value("队伍名称"), Category: r.value("类别")}
	if chosen := r.value("所属阵地"); chosen != "" {
		id, known := a.words.find(organizationWords, chosen)
		if !known {
			return false, unknownWord("organization_id", "没有找到这个阵地。请从模板的下拉里选本组织和下级的阵地。")
		}
		in.OrganizationID = id
	}
	for _, affiliation := range team.Affiliations() {
		if affiliation.Name() == r.value("条线") {
			in.Affiliation = affiliation
		}
	}
	if in.Affiliation == "" {
		return false, unknownWord("affiliation", "条线要从下拉里选：党组织、工会、共青团、妇联或其他。")
	}
	_, err := team.Create(a.tx, in)
	if errors.Is(err, team.ErrNameTaken) {
		return false, nil
	}
	return err == nil, err
}

// enter writes past hours down for somebody found by phone and name; the level above decides, as for every retro-entry.
func (a *run) enter(r *row) (bool, error) {
	person, err := volunteer.Known(a.tx, r.value(nameColumn.head), r.value(phoneColumn.head))
	if err != nil {
		return false, err
	}
	if person == nil {
		return false, models.ErrInvalid.WithFields(models.FieldError{Field: "phone", Code: "volunteer_unknown", Message: "没有这个手机号和姓名的志愿者。请先邀请本人加入，或核对后重填。"})
	}
	shift, known := a.words.shift(r.value("班次"))
	if !known {
		return false, unknownWord("shift_id", "没有找到这个班次，或已过补录期限。请从模板的下拉里选。")
	}
	minutes, err := strconv.ParseInt(r.value("分钟数"), 10, 64)
	if err != nil {
		return false, models.ErrInvalid.WithFields(models.FieldError{Field: "minutes", Code: "integer", Message: "分钟数要写整数，如 90。"})
	}
	past := hours.RetroInput{
		ShiftID: shift, VolunteerID: person.ID, Minutes: minutes, Evidence: r.value("依据"), EvidenceURL: r.value("依据网址"), Declared: r.value("声明") == declared,
	}
	if before, err := hours.Entered(a.tx, past); err != nil || before {
		return false, err
	}
	_, err = hours.EnterRetro(a.tx, past)
	return err == nil, err
}

func unknownWord(member, message string) error {
	return models.ErrInvalid.WithFields(models.FieldError{Field: member, Code: "not_found", Message: message})
}
