package volunteer_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/modelstest"
	"practicestation/models/volunteer"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// person makes an account, by WeChat as volunteers come.
func person(t testing.TB, w *modelstest.World, openID string) models.Actor {
	t.Helper()
	var actor models.Actor
	err := w.DB.Write(t.Context(), models.Actor{}, func(tx *models.Tx) error {
		own, err := account.FindOrCreateByWechat(tx, openID, "某人")
		if err != nil {
			return err
		}
		actor, err = account.ActorOf(tx, own.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

func save(t testing.TB, w *modelstest.World, actor models.Actor, in volunteer.Input) (saved *volunteer.Volunteer, err error) {
	t.Helper()
	err = w.DB.Write(t.Context(), actor, func(tx *models.Tx) error { saved, err = volunteer.Save(tx, in); return err })
	return saved, err
}

func profile() volunteer.Input {
	return volunteer.Input{Name: "王芳", Gender: volunteer.Female, BornOn: "1990-05-01", Phone: "13900000001", Skills: "理发"}
}

func TestEntitiesMatchTheirTables(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, volunteer.Volunteer{}, volunteer.Consent{}, volunteer.IdentityCheck{})
	})
}

func TestProfileIsOnesOwn(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		actor, other := person(t, w, "a"), person(t, w, "b")
		own := func(actor models.Actor) error {
			return w.DB.Read(t.Context(), actor, func(tx *models.Tx) error { _, err := volunteer.Own(tx); return err })
		}
		modelstest.Expect(t, "before", own(actor), volunteer.ErrNotFound)
		saved, err := save(t, w, actor, profile())
		if err != nil || saved.Version != 1 || *saved.AccountID != actor.AccountID {
			t.Fatalf("%v, %+v", err, saved)
		}
		modelstest.Expect(t, "after", own(actor), nil)
		modelstest.Expect(t, "somebody else", own(other), volunteer.ErrNotFound)
		modelstest.Expect(t, "nobody", own(models.Actor{}), volunteer.ErrNotFound)
		if again := person(t, w, "a"); again.VolunteerID != saved.ID {
			t.Errorf("the actor's profile is %d, want %d", again.VolunteerID, saved.ID)
		}
		in := profile()
		in.Name = "王𬭎"
		_, err = save(t, w, actor, in)
		modelstest.Expect(t, "a change without a version", err, models.ErrInvalid)
		in.Version = 1
		saved, err = save(t, w, actor, in)
		if err != nil || saved.Name != "王𬭎" || saved.Version != 2 {
			t.Errorf("%v, %+v", err, saved)
		}
		_, err = save(t, w, actor, in)
		modelstest.Expect(t, "stale", err, models.ErrVersionConflict)
		var audit models.AuditRow
		_ = w.DB.Read(t.Context(), actor, func(tx *models.Tx) error { return tx.DB.Where("action = 'volunteer.update'").Take(&audit).Error })
		if audit.BeforeJSON == nil || *audit.BeforeJSON != `{"name":"王芳"}` || *audit.AfterJSON != `{"name":"王𬭎"}` {
			t.Errorf("the audit says %+v", audit)
		}
	})
}

func TestProfileFaults(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		actor := person(t, w, "a")
		for name, c := range map[string]struct {
			change func(in *volunteer.Input)
			want   *models.Error
		}{
			"no name":              {func(in *volunteer.Input) { in.Name = " " }, models.ErrInvalid},
			"a NUL":                {func(in *volunteer.Input) { in.Name = "王\x00芳" }, models.ErrInvalid},
			"51 characters":        {func(in *volunteer.Input) { in.Name = strings.Repeat("长", 51) }, models.ErrInvalid},
			"no gender":            {func(in *volunteer.Input) { in.Gender = "" }, models.ErrInvalid},
			"another gender":       {func(in *volunteer.Input) { in.Gender = "男" }, models.ErrInvalid},
			"no date":              {func(in *volunteer.Input) { in.BornOn = "" }, models.ErrInvalid},
			"29 February 2001":     {func(in *volunteer.Input) { in.BornOn = "2001-02-29" }, models.ErrInvalid},
			"tomorrow":             {func(in *volunteer.Input) { in.BornOn = "2026-03-03" }, models.ErrInvalid},
			"121 years ago":        {func(in *volunteer.Input) { in.BornOn = "1905-03-02" }, models.ErrInvalid},
			"a landline":           {func(in *volunteer.Input) { in.Phone = "051087900000" }, models.ErrInvalid},
			"an unknown residence": {func(in *volunteer.Input) { in.ResidenceID = 99 }, models.ErrInvalid},
			"born today":           {func(in *volunteer.Input) { in.BornOn = "2026-03-02" }, volunteer.ErrGuardian},
			"14 tomorrow":          {func(in *volunteer.Input) { in.BornOn = "2012-03-03" }, volunteer.ErrGuardian},
			"14 today":             {func(in *volunteer.Input) { in.BornOn = "2012-03-02" }, nil},
		} {
			in := profile()
			c.change(&in)
			_, err := save(t, w, actor, in)
			modelstest.Expect(t, name, err, c.want)
		}
	})
}

// TestFourteenthBirthdayIsALocalOne: it begins at midnight of the zone.
func TestFourteenthBirthdayIsALocalOne(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		in := profile()
		in.BornOn = "2012-02-29"
		midnight := time.Date(2026, 3, 1, 0, 0, 0, 0, modelstest.Zone())
		w.Clock.Set(midnight.Add(-time.Millisecond))
		_, err := save(t, w, person(t, w, "a"), in)
		modelstest.Expect(t, "on 28 February", err, volunteer.ErrGuardian)
		w.Clock.Set(midnight)
		_, err = save(t, w, person(t, w, "a"), in)
		modelstest.Expect(t, "on 1 March", err, nil)
	})
}

// TestTwoDevicesRegisterAtOnce: one profile; the slower ones learn that they would change it.
func TestTwoDevicesRegisterAtOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		actor := person(t, w, "a")
		results := make([]error, 6)
		var all sync.WaitGroup
		for i := range results {
			all.Go(func() { _, results[i] = save(t, w, actor, profile()) })
		}
		all.Wait()
		registered := 0
		for _, err := range results {
			if err == nil {
				registered++
			} else {
				modelstest.Expect(t, "a slower one", err, models.ErrInvalid)
			}
		}
		if registered != 1 {
			t.Errorf("%d registered", registered)
		}
	})
}

// column reads a column of a file of testdata.
func column(t testing.TB, file, name string, keep func(row map[string]string) bool) (values []string) {
	t.Helper()
	source, err := os.Open(filepath.Join("..", "..", "testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = source.Close() }()
	rows, err := csv.NewReader(source).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range rows[1:] {
		row := map[string]string{}
		for i, header := range rows[0] {
			row[header] = cells[i]
		}
		if keep(row) {
			values = append(values, row[name])
		}
	}
	return values
}

// TestNamesSurviveByteForByte: every odd name that is one, every rare character of the given names, and the longest.
func TestNamesSurviveByteForByte(t *testing.T) {
	t.Parallel()
	names := column(t, "names_odd.csv", "full_name", func(row map[string]string) bool { return row["kind"] != "padded" })
	rare := column(t, "given_names.csv", "given_name", func(row map[string]string) bool { return row["char_class"] != "" })
	for _, given := range rare {
		names = append(names, "欧阳"+given)
	}
	names = append(names, strings.Repeat("赵𪚥𪚥", 10), strings.Repeat("𠮷", 50), "张　伟", "李  娜")
	if len(names) < 100 || len(rare) < 40 {
		t.Fatalf("%d names, %d rare ones", len(names), len(rare))
	}
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		actor := person(t, w, "a")
		err := w.DB.Write(t.Context(), actor, func(tx *models.Tx) error {
			for i, name := range names {
				in := profile()
				in.Name, in.Version = name, int64(i)
				if saved, err := volunteer.Save(tx, in); err != nil || saved.Name != name {
					t.Errorf("%q: %v, %+v", name, err, saved)
				}
				if own, err := volunteer.Own(tx); err != nil || own.Name != name {
					t.Errorf("%q came back as %+v, %v", name, own, err)
				}
			}
			return nil
		})
		modelstest.Expect(t, "write", err, nil)
	})
}

// TestServiceCategoriesAreAFewNames: at most four, each once; a change that does not speak of them leaves them.
func TestServiceCategoriesAreAFewNames(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		actor, in := person(t, w, "a"), profile()
		for name, wrong := range map[string][]string{
			"five": {"甲", "乙", "丙", "丁", "戊"}, "one twice": {"甲", " 甲"}, "an empty one": {" "}, "two in one": {"甲、乙"}, "a long one": {strings.Repeat("长", 33)},
		} {
			in.Categories = wrong
			_, err := save(t, w, actor, in)
			modelstest.Expect(t, name, err, models.ErrInvalid)
		}
		in.Categories = []string{"社区服务", "环境保护"}
		if _, err := save(t, w, actor, in); err != nil {
			t.Fatal(err)
		}
		in.Categories, in.Version = nil, 1
		saved, err := save(t, w, actor, in)
		if err != nil || strings.Join(saved.Categories(), " ") != "社区服务 环境保护" {
			t.Errorf("left as they were: %v, %v", err, saved.Categories())
		}
		in.Categories, in.Version = []string{}, 2
		saved, err = save(t, w, actor, in)
		if err != nil || len(saved.Categories()) != 0 {
			t.Errorf("taken away: %v, %v", err, saved.Categories())
		}
	})
}
