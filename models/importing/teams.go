package importing

import (
	"errors"

	"practicestation/models"
	"practicestation/models/team"
)

// nameAt is the name of a team at an organization: there can be one.
type nameAt struct {
	organization int64
	name         string
}

// found founds a team; one that is just so at the organization is there already.
func (a *run) found(r *row) (bool, error) {
	in := team.Input{Name: r.value("队伍名称"), Category: r.value("类别")}
	in.OrganizationID = a.choice(r, "所属阵地", "没有找到这个阵地。请从模板的下拉里选本组织和下级的阵地。", a.home.ID)
	for _, affiliation := range team.Affiliations() {
		if affiliation.Name() == r.value("条线") {
			in.Affiliation = affiliation
		}
	}
	if in.Affiliation == "" {
		r.note(unknownWord("affiliation", "条线要从下拉里选：党组织、工会、共青团、妇联或其他。"))
	}
	r.note(in.Faults())
	if r.sound("队伍名称") && r.sound("所属阵地") {
		first, twice := a.teams[nameAt{in.OrganizationID, in.Name}]
		if twice && first != in {
			r.note(models.Faults{{Field: "name", Code: "team_repeated", Message: "文件里这支队伍写了两次，条线或类别不一样，请只留一行。"}})
		}
		if !twice {
			a.teams[nameAt{in.OrganizationID, in.Name}] = in
		}
	}
	if r.bad() {
		return false, nil
	}
	_, err := team.Create(a.tx, in)
	if errors.Is(err, team.ErrNameTaken) {
		return false, a.compare(r, in)
	}
	return err == nil, err
}

// compare notes where the team that is there is not the one that the row would found. An import changes no team, and nobody would learn
// otherwise that theirs came to nothing.
func (a *run) compare(r *row, in team.Input) error {
	there, err := team.Called(a.tx, in.OrganizationID, in.Name)
	switch {
	case err != nil:
		return err
	case there.Status == team.Dissolved:
		r.note(models.Faults{{
			Field: "name", Code: team.ErrDissolved.Code, Message: "这个阵地有一支同名的队伍，已经解散。要恢复它，请在队伍管理里改回正常；要另建一支，请换一个名称。",
		}})
		return nil
	}
	if there.Affiliation != in.Affiliation {
		message := "已有这支队伍，条线是“" + there.Affiliation.Name() + "”，不能改。请改成一样的，或换一个队名。"
		r.note(models.Faults{{Field: "affiliation", Code: "team_differs", Message: message}})
	}
	if there.Category != in.Category {
		message := "已有这支队伍，类别是“" + there.Category + "”，导入不会修改它。请改成一样的，或在队伍管理里修改。"
		r.note(models.Faults{{Field: "category", Code: "team_differs", Message: message}})
	}
	return nil
}
