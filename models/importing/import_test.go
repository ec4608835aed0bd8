package importing_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/importing"
	"practicestation/models/modelstest"
	"practicestation/models/team"
)

func TestEntitiesMatchTheirTables(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, &importing.Import{}, &importing.Fault{}, &importing.Meaning{})
	})
}

func TestImportedPeopleAreInvitedAndNeverVolunteers(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		v.volunteer(t, "李四", "13900000002")
		file := text("姓名*,手机号*,队伍", "张三,13900000001,", "李四,13900000002,理发队", "李四,13900000002,", "王五,13900000003,理发队")
		people := v.count(t, "volunteers")
		got := v.checked(t, importing.Volunteers, file)
		expect(t, "checked", got, importing.Checked, 4, 0, 0)
		if v.count(t, "volunteer_invitations") != 0 {
			t.Error("the check left something behind")
		}
		modelstest.Expect(t, "confirm", v.confirm(t, got.ID, importing.All), nil)
		expect(t, "applied", v.find(t, got.ID), importing.Applied, 4, 0, 0)
		if v.count(t, "volunteer_invitations") != 4 || v.count(t, "volunteers") != people || v.count(t, "team_members") != 0 {
			t.Errorf("%d invitations, %d volunteers, %d members", v.count(t, "volunteer_invitations"), v.count(t, "volunteers"), v.count(t, "team_members"))
		}
		if v.count(t, "import_chunks") != 0 {
			t.Error("the uploaded file is still there")
		}
		again := v.checked(t, importing.Volunteers, file)
		expect(t, "the same file again", again, importing.Checked, 0, 4, 0)
		modelstest.Expect(t, "confirm again", v.confirm(t, again.ID, importing.All), nil)
		if v.count(t, "volunteer_invitations") != 4 {
			t.Error("the same file twice has added something")
		}
	})
}

// A station learns nothing of people whom it has nothing to do with: neither that a phone is registered, nor under which name.
func TestAKnownPhoneAnswersLikeAnUnknownOne(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		v.volunteer(t, "李四", "13900000002")
		for name, row := range map[string]string{"known": "李四,13900000002", "a phone of another name": "赵六,13900000002", "unknown": "王五,13900000009"} {
			expect(t, name, v.checked(t, importing.Volunteers, text("姓名,手机号", row)), importing.Checked, 1, 0, 0)
		}
		shift := v.pastShift(t)
		for name, who := range map[string]string{"a phone of another name": "赵六,13900000002", "unknown": "赵六,13900000009"} {
			made := v.checked(t, importing.PastHours, text("姓名,手机号,班次,分钟数,依据,声明", fmt.Sprintf("%s,%d,90,签到表,属实", who, shift)))
			if difference := cmp.Diff([]string{"2 手机号 volunteer_unknown"}, v.faults(t, made.ID)); difference != "" {
				t.Errorf("past hours of %s (-want +got):\n%s", name, difference)
			}
		}
	})
}

func TestAllOrTheGoodRowsAsChosen(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		v.volunteer(t, "李四", "13900000002")
		got := v.checked(t, importing.Volunteers, text("姓名,手机号,队伍", "张三,13900000001,", "赵六,13900000002,", "王五,139,舞龙队", "王五,13900000005,舞龙队",
			",13900000004,", "孙七,13900000001,"))
		expect(t, "checked", got, importing.Checked, 2, 0, 4)
		want := []string{"4 手机号 pattern", "4 队伍 not_found", "5 队伍 not_found", "6 姓名 required", "7 手机号 phone_repeated"}
		if difference := cmp.Diff(want, v.faults(t, got.ID)); difference != "" {
			t.Errorf("faults (-want +got):\n%s", difference)
		}
		modelstest.Expect(t, "all", v.confirm(t, got.ID, importing.All), importing.ErrRowsBad)
		if v.count(t, "volunteer_invitations") != 0 {
			t.Error("all or nothing has left something")
		}
		modelstest.Expect(t, "the good ones", v.confirm(t, got.ID, importing.Good), nil)
		expect(t, "applied", v.find(t, got.ID), importing.Applied, 2, 0, 4)
		if v.count(t, "volunteer_invitations") != 2 {
			t.Errorf("%d invitations, want 2", v.count(t, "volunteer_invitations"))
		}
		modelstest.Expect(t, "once more", v.confirm(t, got.ID, importing.Good), importing.ErrStatus)
	})
}

// What has become bad since the check stops the whole import, and the new check says why.
func TestWhatChangedSinceTheCheckStopsTheImport(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		var dancers *team.Team
		v.write(t, v.manager, func(tx *models.Tx) (err error) {
			dancers, err = team.Create(tx, team.Input{OrganizationID: v.station.ID, Name: "舞龙队", Affiliation: team.Party, Category: "文化"})
			return err
		})
		got := v.checked(t, importing.Members, text("姓名,手机号,队伍", "张三,13900000001,理发队", "王五,13900000003,舞龙队", "赵六,1390000,理发队"))
		expect(t, "checked", got, importing.Checked, 2, 0, 1)
		v.write(t, v.manager, func(tx *models.Tx) error {
			_, err := team.Update(tx, dancers.ID, dancers.Version, team.Input{Name: "舞龙队", Category: "文化", Status: team.Dissolved})
			return err
		})
		modelstest.Expect(t, "confirm", v.confirm(t, got.ID, importing.Good), nil)
		after := v.find(t, got.ID)
		expect(t, "checked anew", after, importing.Checked, 1, 0, 2)
		if after.FailureCode == nil || *after.FailureCode != importing.ErrMoved.Code || !strings.Contains(*after.Failure, "有 1 行") || after.Mode != nil {
			t.Errorf("the import does not say that things have changed: %v %v", after.FailureCode, after.Mode)
		}
		if v.count(t, "volunteer_invitations") != 0 {
			t.Error("something was half-imported")
		}
		modelstest.Expect(t, "confirm the new check", v.confirm(t, got.ID, importing.Good), nil)
		if after = v.find(t, got.ID); after.Failure != nil {
			t.Errorf("the old refusal stays: %s", *after.Failure)
		}
		expect(t, "applied", after, importing.Applied, 1, 0, 2)
	})
}

// A name that belongs to another team by now is not what was looked at: nothing goes to it before somebody has seen that.
func TestAWordThatHasChangedItsMeaningStopsTheImport(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		admin := v.staff(t, models.TownAdmin, v.town)
		before := v.founds(t, admin, v.station, "流水队")
		got := v.checkedFor(t, admin, importing.Members, v.town, text("姓名,手机号,队伍", "张三,13900000001,理发队", "王五,1390000,流水队", "李四,13900000002,流水队"))
		expect(t, "checked", got, importing.Checked, 2, 0, 1)
		v.write(t, admin, func(tx *models.Tx) error {
			_, err := team.Update(tx, before.ID, before.Version, team.Input{Name: before.Name, Category: before.Category, Status: team.Dissolved})
			return err
		})
		after := v.founds(t, admin, v.town, "流水队")
		confirm := func() (found *importing.Import) {
			v.write(t, admin, func(tx *models.Tx) error { _, err := importing.Confirm(tx, got.ID, importing.Good); return err })
			v.work(t)
			v.read(t, admin, func(tx *models.Tx) (err error) { found, err = importing.Find(tx, got.ID); return err })
			return found
		}
		stopped := confirm()
		expect(t, "checked anew", stopped, importing.Checked, 2, 0, 1)
		now := fmt.Sprintf("第 4 行“队伍”：检查时“流水队”指的是另一个，现在是“流水队（甲镇，编号 %d）”", after.ID)
		if stopped.FailureCode == nil || *stopped.FailureCode != importing.ErrMoved.Code || !strings.Contains(*stopped.Failure, now) {
			t.Errorf("nobody is told what has changed: %v", stopped.Failure)
		}
		if v.count(t, "volunteer_invitations") != 0 {
			t.Error("something was imported with another meaning")
		}
		expect(t, "confirmed as it is now", confirm(), importing.Applied, 2, 0, 1)
		if v.count(t, "import_meanings") != 0 {
			t.Error("what the words stood for is still there")
		}
	})
}

// A row that was bad when a person looked at the check stays out, even when it has become good since.
func TestWhatNobodyHasSeenIsNotImported(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		got := v.checked(t, importing.Members, text("姓名,手机号,队伍", "张三,13900000001,舞龙队", "王五,13900000003,理发队"))
		v.write(t, v.manager, func(tx *models.Tx) error {
			_, err := team.Create(tx, team.Input{OrganizationID: v.station.ID, Name: "舞龙队", Affiliation: team.Party, Category: "文化"})
			return err
		})
		modelstest.Expect(t, "confirm", v.confirm(t, got.ID, importing.Good), nil)
		expect(t, "applied", v.find(t, got.ID), importing.Applied, 1, 0, 1)
	})
}

func TestTeamsAreFoundedOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		file := text("队伍名称,所属阵地,条线,类别", "舞龙队,甲村,工会,文化", "理发队,,党组织,便民服务", "舞龙队,,妇联,文化", "宣讲队,乙村,工会,宣讲", "巡逻队,,公安,治安")
		got := v.checked(t, importing.Teams, file)
		expect(t, "checked", got, importing.Checked, 1, 1, 3)
		if difference := cmp.Diff([]string{"4 队伍名称 team_repeated", "5 所属阵地 not_found", "6 条线 not_found"}, v.faults(t, got.ID)); difference != "" {
			t.Errorf("faults (-want +got):\n%s", difference)
		}
		modelstest.Expect(t, "confirm", v.confirm(t, got.ID, importing.Good), nil)
		if v.count(t, "teams") != 2 {
			t.Errorf("%d teams", v.count(t, "teams"))
		}
		expect(t, "again", v.checked(t, importing.Teams, file), importing.Checked, 0, 2, 3)
	})
}

// What is there already and otherwise, or there and dissolved, is no team that the file's owner has: the row says so, and changes nothing.
func TestATeamThatIsThereOtherwiseIsNotTakenForTheSame(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		gone := v.founds(t, v.manager, v.station, "舞龙队")
		v.write(t, v.manager, func(tx *models.Tx) error {
			_, err := team.Update(tx, gone.ID, gone.Version, team.Input{Name: "舞龙队", Category: "便民服务", Status: team.Dissolved})
			return err
		})
		got := v.checked(t, importing.Teams, text("队伍名称,所属阵地,条线,类别", "理发队,甲村,党组织,便民服务", "舞龙队,,党组织,便民服务", "宣讲队,,工会,宣讲", "宣讲队,甲村,工会,宣讲", "宣讲队,,工会,文艺"))
		expect(t, "checked", got, importing.Checked, 1, 2, 2)
		if difference := cmp.Diff([]string{"3 队伍名称 team_dissolved", "6 队伍名称 team_repeated"}, v.faults(t, got.ID)); difference != "" {
			t.Errorf("faults (-want +got):\n%s", difference)
		}
		for row, want := range map[string][]string{
			"理发队,,妇联,便民服务":  {"2 条线 team_differs"},
			"理发队,,党组织,理发":   {"2 类别 team_differs"},
			"理发队,甲村,工会,理发":  {"2 条线 team_differs", "2 类别 team_differs"},
			"舞龙队,甲村,工会,舞龙":  {"2 队伍名称 team_dissolved"},
			"理发队,,党组织,便民服务": nil,
		} {
			made := v.checked(t, importing.Teams, text("队伍名称,所属阵地,条线,类别", row))
			if difference := cmp.Diff(want, v.faults(t, made.ID)); difference != "" {
				t.Errorf("%s (-want +got):\n%s", row, difference)
			}
			v.write(t, v.manager, discarding(made.ID))
		}
	})
}

func TestPastHoursWaitForTheLevelAbove(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		shift := v.pastShift(t)
		v.volunteer(t, "李四", "13900000002")
		v.volunteer(t, "阿卜杜·热合曼", "13900000003")
		heads := "姓名,手机号,班次,分钟数,依据,声明"
		file := text(heads, fmt.Sprintf("李四,13900000002,%d 社区义诊 2026-03-01 07:00 引导员,90,签到表第 3 页,属实", shift), fmt.Sprintf("阿卜杜•热合曼,13900000003,%d,60,签到表,属实", shift))
		got := v.checked(t, importing.PastHours, file)
		expect(t, "checked", got, importing.Checked, 2, 0, 0)
		modelstest.Expect(t, "confirm", v.confirm(t, got.ID, importing.All), nil)
		if v.count(t, "retro_entries") != 2 || v.count(t, "entries") != 0 {
			t.Errorf("%d retro-entries, %d entries; none may count before it is approved", v.count(t, "retro_entries"), v.count(t, "entries"))
		}
		expect(t, "again", v.checked(t, importing.PastHours, file), importing.Checked, 0, 2, 0)
		wrong := v.checked(t, importing.PastHours, text(heads, fmt.Sprintf("李四,13900000002,%d,80,签到表第 3 页,属实", shift),
			fmt.Sprintf("周八,13900000009,%d,80,签到表,属实", shift), "李四,13900000002,999,80,签到表,属实", fmt.Sprintf("李四,13900000002,%d,三小时,签到表,大概", shift),
			fmt.Sprintf("李四,13900000002,%d,999,签到表,大概", shift)))
		want := []string{"2 姓名 retro_entry_exists", "3 手机号 volunteer_unknown", "4 班次 not_found", "5 分钟数 integer", "5 声明 required", "6 分钟数 range", "6 声明 required"}
		if difference := cmp.Diff(want, v.faults(t, wrong.ID)); difference != "" {
			t.Errorf("faults (-want +got):\n%s", difference)
		}
	})
}

func TestAnImportIsItsOwnersAndEnds(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		file := text("姓名,手机号", "张三,13900000001")
		other := v.staff(t, models.CenterAdmin, v.center)
		made := v.checked(t, importing.Volunteers, file)
		err := v.DB.Read(t.Context(), other, func(tx *models.Tx) error { _, err := importing.Find(tx, made.ID); return err })
		modelstest.Expect(t, "somebody else", err, importing.ErrNotFound)
		discard := func(id int64) error {
			return v.DB.Write(t.Context(), v.manager, func(tx *models.Tx) error { _, err := importing.Discard(tx, id); return err })
		}
		modelstest.Expect(t, "discard", discard(made.ID), nil)
		modelstest.Expect(t, "discard twice", discard(made.ID), importing.ErrStatus)
		modelstest.Expect(t, "confirm what was discarded", v.confirm(t, made.ID, importing.All), importing.ErrStatus)
		if v.count(t, "import_chunks") != 0 || v.count(t, "volunteer_invitations") != 0 {
			t.Error("a discarded import has left its file or an invitation")
		}
		for range 5 {
			if _, err := v.upload(t, importing.Volunteers, file); err != nil {
				t.Fatal(err)
			}
		}
		_, err = v.upload(t, importing.Volunteers, file)
		modelstest.Expect(t, "one too many", err, importing.ErrTooMany)
		v.Clock.Advance(7 * 24 * time.Hour)
		v.work(t) // nothing: what has expired is not worked on
		v.write(t, models.SystemActor("test"), func(tx *models.Tx) error { _, err := importing.Forget(tx); return err })
		if v.count(t, "imports") != 0 || v.count(t, "import_chunks") != 0 {
			t.Error("what has expired is still there")
		}
		_, err = v.upload(t, importing.Volunteers, file)
		modelstest.Expect(t, "after that", err, nil)
	})
}

func TestOnlyWhoMayDoItOneByOneMayImport(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		auditor := v.staff(t, models.Auditor, v.center)
		for _, kind := range importing.Kinds() {
			in := importing.Input{Kind: kind, OrganizationID: v.station.ID, FileName: "a.csv", Content: text("姓名")}
			create := func(actor models.Actor, in importing.Input) error {
				return v.DB.Write(t.Context(), actor, func(tx *models.Tx) error { _, err := importing.Create(tx, in); return err })
			}
			modelstest.Expect(t, string(kind)+" by an auditor", create(auditor, in), models.ErrPermission)
			in.OrganizationID = v.town.ID
			modelstest.Expect(t, string(kind)+" above", create(v.manager, in), models.ErrPermission)
			in.OrganizationID = 999
			modelstest.Expect(t, string(kind)+" nowhere", create(v.manager, in), models.ErrInvalid)
		}
		modelstest.Expect(t, "another kind", v.DB.Read(t.Context(), v.manager, func(tx *models.Tx) error {
			_, err := importing.Template(tx, "cows", v.station.ID)
			return err
		}), models.ErrInvalid)
		made := v.checked(t, importing.Volunteers, text("姓名,手机号", "张三,13900000001"))
		v.write(t, models.SystemActor("test"), func(tx *models.Tx) error {
			if err := tx.DB.Exec("UPDATE imports SET status = 'applying', mode = 'all'").Error; err != nil {
				return err
			}
			return tx.DB.Model(&account.Grant{}).Where("account_id = ?", v.manager.AccountID).Update("revoked_at", tx.Now).Error
		})
		v.work(t)
		after := v.find(t, made.ID)
		if after.Status != importing.Failed || *after.FailureCode != models.ErrPermission.Code || v.count(t, "volunteer_invitations") != 0 {
			t.Errorf("without the role the import was %s", after.Status)
		}
	})
}
