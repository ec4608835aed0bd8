package team_test

import (
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/team"
)

func TestEntitiesMatchTheirTables(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, team.Team{}, team.Line{}, team.Leadership{}, team.Member{})
	})
}

func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		good := team.Input{OrganizationID: v.station.ID, Name: "宣讲队", Affiliation: team.Union, Category: "理论政策宣讲"}
		with := func(change func(in *team.Input)) team.Input { in := good; change(&in); return in }
		auditor := v.manager
		auditor.Scopes = []models.Scope{{Role: models.Auditor, OrganizationID: v.center.ID, Path: v.center.Path}}
		for name, refused := range map[string]struct {
			actor models.Actor
			in    team.Input
			want  *models.Error
		}{
			"nobody":              {models.Actor{}, good, models.ErrPermission},
			"an auditor":          {auditor, good, models.ErrPermission},
			"above the station":   {v.manager, with(func(in *team.Input) { in.OrganizationID = v.town.ID }), models.ErrPermission},
			"nowhere":             {v.manager, with(func(in *team.Input) { in.OrganizationID = 99 }), models.ErrInvalid},
			"no name":             {v.manager, with(func(in *team.Input) { in.Name = "" }), models.ErrInvalid},
			"51 characters":       {v.manager, with(func(in *team.Input) { in.Name = strings.Repeat("队", 51) }), models.ErrInvalid},
			"no category":         {v.manager, with(func(in *team.Input) { in.Category = " " }), models.ErrInvalid},
			"33 characters":       {v.manager, with(func(in *team.Input) { in.Category = strings.Repeat("类", 33) }), models.ErrInvalid},
			"another affiliation": {v.manager, with(func(in *team.Input) { in.Affiliation = "党" }), models.ErrInvalid},
			"a taken name":        {v.manager, with(func(in *team.Input) { in.Name = " 理发队 " }), team.ErrNameTaken},
		} {
			err := w.DB.Write(t.Context(), refused.actor, func(tx *models.Tx) error { _, err := team.Create(tx, refused.in); return err })
			modelstest.Expect(t, name, err, refused.want)
		}
		results := modelstest.AtOnce(6, func(int) error {
			return w.DB.Write(t.Context(), v.manager, func(tx *models.Tx) error { _, err := team.Create(tx, good); return err })
		})
		expectOne(t, results, team.ErrNameTaken)
	})
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		v.create(t, "宣讲队")
		var updated *team.Team
		change := func(actor models.Actor, id, version int64, in team.Input) error {
			return w.DB.Write(t.Context(), actor, func(tx *models.Tx) (err error) { updated, err = team.Update(tx, id, version, in); return err })
		}
		in := team.Input{Name: "义剪队", Category: "便民", Affiliation: team.Union}
		modelstest.Expect(t, "update", change(v.manager, v.team.ID, 1, in), nil)
		if updated.Name != "义剪队" || updated.Affiliation != team.Party || updated.Status != team.Active || updated.Version != 2 {
			t.Errorf("%+v", updated)
		}
		modelstest.Expect(t, "stale", change(v.manager, v.team.ID, 1, in), models.ErrVersionConflict)
		modelstest.Expect(t, "a taken name", change(v.manager, v.team.ID, 2, team.Input{Name: "宣讲队", Category: "便民"}), team.ErrNameTaken)
		modelstest.Expect(t, "missing", change(v.manager, 99, 1, in), team.ErrNotFound)
		modelstest.Expect(t, "a leader of the team", change(models.Actor{AccountID: 9, LedTeams: []int64{v.team.ID}}, v.team.ID, 2, in), models.ErrPermission)
		modelstest.Expect(t, "dissolve", change(v.manager, v.team.ID, 2, team.Input{Name: "义剪队", Category: "便民", Status: team.Dissolved}), nil)
		var audit models.AuditRow
		v.read(t, v.manager, func(tx *models.Tx) error { return tx.DB.Where("action = 'team.update'").Order("id").Take(&audit).Error })
		if !strings.Contains(*audit.BeforeJSON, "理发队") || !strings.Contains(*audit.AfterJSON, "义剪队") {
			t.Errorf("the audit says %s became %s", *audit.BeforeJSON, *audit.AfterJSON)
		}
	})
}

func TestLines(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		create := func(actor models.Actor, where int64, affiliation team.Affiliation, name string) error {
			return w.DB.Write(t.Context(), actor, func(tx *models.Tx) error { _, err := team.CreateLine(tx, where, affiliation, name); return err })
		}
		for _, affiliation := range team.Affiliations() {
			modelstest.Expect(t, string(affiliation), create(v.manager, v.station.ID, affiliation, ""), nil)
		}
		modelstest.Expect(t, "a second one", create(v.manager, v.station.ID, team.Union, "另一个"), team.ErrLineExists)
		modelstest.Expect(t, "above the station", create(v.manager, v.town.ID, team.Union, ""), models.ErrPermission)
		modelstest.Expect(t, "nowhere", create(v.manager, 99, team.Union, ""), organization.ErrNotFound)
		modelstest.Expect(t, "a bad name", create(v.manager, v.station.ID, team.Union, "\x00"), models.ErrInvalid)
		var names []string
		v.read(t, v.manager, func(tx *models.Tx) error {
			lines, err := team.Lines(tx, v.station.ID, models.Page{Limit: 100})
			for _, line := range lines.Items {
				names = append(names, line.Name)
			}
			return err
		})
		if got := strings.Join(names, " "); got != "党组织 工会 共青团 妇联 其他" {
			t.Errorf("the lines are %s", got)
		}
	})
}

func TestTeamsAreListedForEveryOrganizationAboveThem(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		for what, c := range map[string]struct{ organization, teams int64 }{
			"its station": {v.station.ID, 1}, "its town": {v.town.ID, 1}, "its county": {v.center.ID, 1}, "nowhere": {9999, 0},
		} {
			v.read(t, models.Actor{}, func(tx *models.Tx) error {
				listed, err := team.List(tx, team.Filter{OrganizationID: c.organization}, models.Page{Limit: 10})
				if int64(len(listed.Items)) != c.teams {
					t.Errorf("%s: %d teams, want %d", what, len(listed.Items), c.teams)
				}
				return err
			})
		}
	})
}
