package importing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/importing"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/team"
)

// founds founds a team of that name at an organization.
func (v *village) founds(t testing.TB, admin models.Actor, at *organization.Organization, name string) (made *team.Team) {
	t.Helper()
	v.write(t, admin, func(tx *models.Tx) (err error) {
		made, err = team.Create(tx, team.Input{OrganizationID: at.ID, Name: name, Affiliation: team.Party, Category: "便民服务"})
		return err
	})
	return made
}

// messages are what people read of an import's faults.
func (v *village) messages(t testing.TB, id int64) (told string) {
	t.Helper()
	v.read(t, v.manager, func(tx *models.Tx) error {
		var lines []string
		err := tx.DB.Table("import_faults").Where("import_id = ?", id).Order("id").Pluck("message", &lines).Error
		told = strings.Join(lines, "\n")
		return err
	})
	return told
}

// Dragged down, a spreadsheet counts the number up and leaves the rest: the hours would go to another shift than the one that is named.
func TestALabelSaysWhatItsNumberStandsFor(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		first, second := v.pastShift(t), v.pastShift(t)
		v.write(t, models.SystemActor("test"), func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE activities SET title = '四点半课堂' WHERE id = ?", second).Error
		})
		v.volunteer(t, "李四", "13900000002")
		row := func(shift int64, rest string) string {
			return fmt.Sprintf("李四,13900000002,%d%s,60,签到表,属实", shift, rest)
		}
		for name, one := range map[string]struct {
			row  string
			good int64
		}{
			"the label of the template":  {row(first, " 社区义诊 2026-03-01 07:00 引导员"), 1},
			"the number alone":           {row(second, ""), 1},
			"the label of another shift": {row(second, " 社区义诊 2026-03-01 07:00 引导员"), 0},
			"another day":                {row(first, " 社区义诊 2026-02-22 07:00 引导员"), 0},
			"another post":               {row(first, " 社区义诊 2026-03-01 07:00 保洁员"), 0},
			"half a label":               {row(second, " 四点半课堂"), 0},
		} {
			made := v.checked(t, importing.PastHours, text("姓名,手机号,班次,分钟数,依据,声明", one.row))
			expect(t, name, made, importing.Checked, one.good, 0, 1-one.good)
			if told := v.faults(t, made.ID); one.good == 0 && !cmp.Equal([]string{"2 班次 shift_differs"}, told) {
				t.Errorf("%s: %s", name, told)
			}
			if told := v.messages(t, made.ID); name == "the label of another shift" && !strings.Contains(told, fmt.Sprintf("编号 %d 是“四点半课堂 2026-03-01 07:00 引导员”", second)) {
				t.Errorf("nobody is told what the number stands for: %s", told)
			}
			v.write(t, v.manager, discarding(made.ID))
		}
	})
}

// A drop-down ends somewhere; what an organization has does not, and a name is not unique because its namesake was not read.
func TestAFileMayNameWhatTheDropDownLeavesOut(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		admin := v.staff(t, models.TownAdmin, v.town)
		v.volunteer(t, "李四", "13900000002")
		oldest := v.pastShift(t)
		v.write(t, models.SystemActor("test"), func(tx *models.Tx) error {
			var teams []team.Team
			for i := range 2000 {
				teams = append(teams, team.Team{
					OrganizationID: v.station.ID, Name: fmt.Sprintf("批量队%d", i), Affiliation: team.Party, Category: "便民服务", Status: team.Active,
					Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
				})
			}
			err := tx.DB.CreateInBatches(teams, 200).Error
			for range 11 {
				if err == nil {
					err = tx.DB.Exec(`INSERT INTO shifts (activity_id, role, starts_at, ends_at, capacity, waitlist_capacity, confirmed, waitlisted, last_sequence,
						roster_version, code_secret, version, created_at, updated_at) SELECT activity_id, role, starts_at, ends_at, capacity, waitlist_capacity,
						confirmed, waitlisted, last_sequence, roster_version, code_secret, version, created_at, updated_at FROM shifts`).Error
				}
			}
			return err
		})
		v.founds(t, admin, v.town, "批量队7")
		v.founds(t, admin, v.town, "队外队")
		members := v.checkedFor(t, admin, importing.Members, v.town, text("姓名,手机号,队伍", "张三,13900000001,队外队", "王五,13900000003,批量队7", "赵六,13900000004,批量队7（甲镇）", "孙七,13900000005,批量队1999"))
		expect(t, "members", members, importing.Checked, 3, 0, 1)
		if difference := cmp.Diff([]string{"3 队伍 ambiguous"}, v.faultsFor(t, admin, members.ID)); difference != "" {
			t.Errorf("faults (-want +got):\n%s", difference)
		}
		hours := v.checked(t, importing.PastHours, text("姓名,手机号,班次,分钟数,依据,声明", fmt.Sprintf("李四,13900000002,%d,60,签到表,属实", oldest)))
		expect(t, "past hours", hours, importing.Checked, 1, 0, 0)
		for kind, column := range map[importing.Kind]int{importing.Members: 2, importing.PastHours: 2} {
			book := v.template(t, admin, kind, v.town)
			columns, err := book.GetCols("字典")
			if err != nil || len(columns[column]) != 2001 {
				t.Errorf("%s: the drop-down offers %d, %v", kind, len(columns[column])-1, err)
			}
			choices, err := book.GetDataValidations("填写")
			if err != nil || choices[0].ErrorStyle == nil || *choices[0].ErrorStyle != "warning" || !strings.Contains(*choices[0].Error, "前 2000 个") {
				t.Errorf("%s: what is left out cannot be typed: %+v, %v", kind, choices[0], err)
			}
		}
	})
}

// checkedFor is checked for somebody else than the manager.
func (v *village) checkedFor(t testing.TB, actor models.Actor, kind importing.Kind, at *organization.Organization, content []byte) (made *importing.Import) {
	t.Helper()
	in := importing.Input{Kind: kind, OrganizationID: at.ID, FileName: "名单.csv", Content: content}
	v.write(t, actor, func(tx *models.Tx) (err error) { made, err = importing.Create(tx, in); return err })
	v.work(t)
	v.read(t, actor, func(tx *models.Tx) (err error) { made, err = importing.Find(tx, made.ID); return err })
	return made
}

// namesakes founds three villages' teams of which one is called what another would be offered as, and gives them.
func (v *village) namesakes(t testing.TB, admin models.Actor) (first, second, third *team.Team) {
	t.Helper()
	var other, last *organization.Organization
	v.write(t, admin, func(tx *models.Tx) (err error) {
		if other, err = organization.Create(tx, organization.Input{Name: "乙村", Level: organization.Station, ParentID: v.town.ID}); err != nil {
			return err
		}
		last, err = organization.Create(tx, organization.Input{Name: "丙村", Level: organization.Station, ParentID: v.town.ID})
		return err
	})
	return v.founds(t, admin, v.station, "红马甲队"), v.founds(t, admin, other, "红马甲队"), v.founds(t, admin, last, "红马甲队（甲村）")
}

// A name that fits two teams is nobody's: the file says which one, and the template offers each under a label of its own.
func TestAWordThatFitsSeveralIsRefused(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		admin := v.staff(t, models.CenterAdmin, v.center)
		first, second, third := v.namesakes(t, admin)
		columns, err := v.template(t, admin, importing.Members, v.town).GetCols("字典")
		if err != nil {
			t.Fatal(err)
		}
		numbered := fmt.Sprintf("红马甲队（甲村，编号 %d）", first.ID)
		want := []string{"", "理发队", numbered, "红马甲队（乙村）", "红马甲队（甲村）（丙村）"}
		if difference := cmp.Diff(want, columns[2]); difference != "" {
			t.Errorf("the template offers (-want +got):\n%s", difference)
		}
		lines := []string{"姓名,手机号,队伍"}
		for i, word := range append(want[1:], "甲村/红马甲队", "红马甲队", "红马甲队（甲村）", "红马甲队（甲村，编号 999）") {
			lines = append(lines, fmt.Sprintf("张三,1390000000%d,%s", i, word))
		}
		made := v.checkedFor(t, admin, importing.Members, v.town, text(lines...))
		expect(t, "checked", made, importing.Checked, 5, 0, 3)
		if difference := cmp.Diff([]string{"7 队伍 ambiguous", "8 队伍 ambiguous", "9 队伍 not_found"}, v.faultsFor(t, admin, made.ID)); difference != "" {
			t.Errorf("faults (-want +got):\n%s", difference)
		}
		if told := v.messages(t, made.ID); !strings.Contains(told, "有 2 个") || !strings.Contains(told, "请写成“"+numbered+"”、“") {
			t.Errorf("nobody is told what to write: %s", told)
		}
		v.write(t, admin, func(tx *models.Tx) error { _, err := importing.Confirm(tx, made.ID, importing.Good); return err })
		v.work(t)
		var invited []int64
		v.read(t, admin, func(tx *models.Tx) error {
			return tx.DB.Table("volunteer_invitations").Order("phone").Pluck("team_id", &invited).Error
		})
		if difference := cmp.Diff([]int64{v.team.ID, first.ID, second.ID, third.ID, first.ID}, invited); difference != "" {
			t.Errorf("invited to (-want +got):\n%s", difference)
		}
	})
}

// A team may be called as no text may begin; the file names it as the template offers it, and nothing else that looks like a formula.
func TestWhatTheTemplateOffersIsNoFormula(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		lines := []string{"姓名,手机号,队伍"}
		for i, name := range []string{"=1+1", "-5队", "@队", "＝队"} {
			v.founds(t, v.manager, v.station, name)
			lines = append(lines, fmt.Sprintf("张三,1390000000%d,%s", i, name))
		}
		lines = append(lines, "李四,13900000009,=2+2")
		made := v.checked(t, importing.Members, text(lines...))
		expect(t, "checked", made, importing.Checked, 4, 0, 1)
		if difference := cmp.Diff([]string{"6 队伍 cell_formula"}, v.faults(t, made.ID)); difference != "" {
			t.Errorf("faults (-want +got):\n%s", difference)
		}
		calculated := v.checked(t, importing.Members, workbook(t, []any{"姓名", "手机号", "队伍"}, []any{"李四", "13900000009", formula("=1+1")}))
		expect(t, "a formula that looks like the name", calculated, importing.Checked, 0, 0, 1)
	})
}
