package organization_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/testdata"
)

func divisions(t testing.TB, source string, content []byte) []organization.Division {
	t.Helper()
	rows, faults := organization.ReadDivisions(source, bytes.NewReader(content))
	if len(faults) > 0 {
		t.Fatalf("%s: %+v", source, faults)
	}
	return rows
}

func importRows(t testing.TB, w *modelstest.World, rows []organization.Division) (done organization.Imported, err error) {
	t.Helper()
	err = w.DB.Write(t.Context(), system, func(tx *models.Tx) error { done, err = organization.ImportDivisions(tx, rows); return err })
	return done, err
}

func mustImport(t testing.TB, w *modelstest.World, want organization.Imported, rows []organization.Division) {
	t.Helper()
	if done, err := importRows(t, w, rows); err != nil || done != want {
		t.Errorf("%v, %+v; want %+v", err, done, want)
	}
}

// TestRealCounty: the two files as they are, in either order and again and again, are one tree of 334.
func TestRealCounty(t *testing.T) {
	t.Parallel()
	towns, stations := divisions(t, "towns.csv", testdata.Towns), divisions(t, "stations.csv", testdata.Stations)
	if len(towns) != 22 || len(stations) != 312 {
		t.Fatalf("%d towns and %d stations", len(towns), len(stations))
	}
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		mustImport(t, w, organization.Imported{Created: 334}, slices.Concat(stations, towns))
		mustImport(t, w, organization.Imported{Unchanged: 334}, slices.Concat(towns, stations))
		mustImport(t, w, organization.Imported{Unchanged: 312}, stations)
		byCode := map[string]organization.Organization{}
		for _, o := range list(t, w, organization.Filter{}) {
			byCode[*o.RegionCode] = o
		}
		if len(byCode) != 334 {
			t.Errorf("%d organizations", len(byCode))
		}
		for _, d := range slices.Concat(towns, stations) {
			o, parent := byCode[d.Code], byCode[d.ParentCode]
			if o.Name != d.Name || o.Level != d.Level || o.Level != organization.Center && (o.ParentID == nil || *o.ParentID != parent.ID || !o.IsBelow(&parent)) {
				t.Errorf("%+v became %+v below %+v", d, o, parent)
			}
		}
		var audited int64
		read(t, w, func(tx *models.Tx) error { return tx.DB.Model(&models.AuditRow{}).Count(&audited).Error })
		if audited != 334 {
			t.Errorf("%d audit rows", audited)
		}
	})
}

const columnsLine = "code,name,parent_code,level,kind\n"

const smallCounty = columnsLine +
	"320282000000,宜兴市,320200000000,3,县级市\n320282001000,宜城街道,320282000000,4,街道\n320282001001,茶东社区,320282001000,5,居委会\n"

func TestBadRowsAreNamedWithTheirLine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ rows, want string }{
		"an empty file":             {"\x00", "f.csv header"},
		"no header":                 {"320282001001,茶东社区,320282001000,5\n", "f.csv header"},
		"a missing column":          {"\x00code,name,level\n", "f.csv header"},
		"a column too few":          {"320282001001,茶东社区,320282001000\n", "f.csv:2 row"},
		"a column too many":         {"320282001001,茶东社区,320282001000,5,居委会,x\n320282001002,荆东社区,320282001000,5,居委会\n", "f.csv:2 row"},
		"a short code":              {"3202820010,茶东社区,320282001000,5,居委会\n", "f.csv:2 code"},
		"letters in a code":         {"32028200100A,茶东社区,320282001000,5,居委会\n", "f.csv:2 code"},
		"a bad parent code":         {"320282001001,茶东社区,,5,居委会\n", "f.csv:2 code"},
		"an unknown level":          {"320282001001,茶东社区,320282001000,6,居委会\n", "f.csv:2 level"},
		"a name with a space after": {"320282001001,茶东社区 ,320282001000,5,居委会\n", "f.csv:2 name"},
		"a name with a space first": {"320282001001,\u3000茶东社区,320282001000,5,居委会\n", "f.csv:2 name"},
		"no name":                   {"320282001001,,320282001000,5,居委会\n", "f.csv:2 name"},
		"a zero-width space":        {"320282001001,茶东\u200b社区,320282001000,5,居委会\n", "f.csv:2 name"},
		"a name of 51":              {"320282001001," + strings.Repeat("长", 51) + ",320282001000,5,居委会\n", "f.csv:2 name"},
		"a quotation mark inside":   {"32\"0282001001,茶东社区,320282001000,5,居委会\n", "f.csv:2 row"},
		"an open quotation mark":    {"320282001001,\"茶东社区,320282001000,5,居委会\n", "f.csv:2 row"},
		"a quote that ends early":   {"\"3202\"82001001,茶东社区,320282001000,5,居委会\n", "f.csv:2 row"},
		"a row of two lines before": {"320282001002,\"荆东\n社区\",320282001000,5,居委会\n320282001001,茶东社区,320282001000,9,居委会\n", "f.csv:2 name; f.csv:4 level"},
		"three at once":             {"1,茶东社区,320282001000,5,居委会\nx\n320282001001,,320282001000,7,居委会\n", "f.csv:2 code; f.csv:3 row; f.csv:4 level; f.csv:4 name"},
	} {
		content := columnsLine + c.rows
		if strings.HasPrefix(c.rows, "\x00") || name == "no header" {
			content = strings.TrimPrefix(c.rows, "\x00")
		}
		_, faults := organization.ReadDivisions("f.csv", strings.NewReader(content))
		var got []string
		for _, fault := range faults {
			got = append(got, fault.Field+" "+fault.Code)
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
}

// TestFormsOfAFile: columns in any order, a byte order mark, Windows line ends, quoted values, and further columns.
func TestFormsOfAFile(t *testing.T) {
	t.Parallel()
	want := divisions(t, "f.csv", []byte(smallCounty))
	for name, content := range map[string]string{
		"byte order mark": "\ufeff" + smallCounty,
		"Windows":         strings.ReplaceAll(smallCounty, "\n", "\r\n"),
		"no last newline": strings.TrimSuffix(smallCounty, "\n"),
		"blank lines":     smallCounty + "\n\n",
		"quoted":          strings.ReplaceAll(smallCounty, "宜城街道", "\"宜城街道\""),
		"other order": "level,x,name,parent_code,code\n3,,宜兴市,320200000000,320282000000\n4,,宜城街道,320282000000,320282001000\n" +
			"5,\"a,b\",茶东社区,320282001000,320282001001\n",
	} {
		if got := divisions(t, "f.csv", []byte(content)); !slices.Equal(got, want) {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

func FuzzReadDivisions(f *testing.F) {
	for _, seed := range []string{"", smallCounty, columnsLine + "a\"b,c\n", columnsLine + "\"a\n", columnsLine + ",,,,\n", "\ufeff\"", "code,name,parent_code,level\n\r\r"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		rows, faults := organization.ReadDivisions("f.csv", strings.NewReader(content))
		for _, fault := range faults {
			if !strings.HasPrefix(fault.Field, "f.csv") || fault.Message == "" {
				t.Errorf("%+v", fault)
			}
		}
		for _, row := range rows {
			if len(row.Code) != 12 || row.Name == "" || row.Level == "" || !strings.HasPrefix(row.Source, "f.csv:") {
				t.Errorf("%+v", row)
			}
		}
	})
}

// TestImportIsAllOrNothing: one wrong row among good ones, and nothing is there afterwards.
func TestImportIsAllOrNothing(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		for name, c := range map[string]struct{ rows, want string }{
			"unknown parent":         {"320282009001,甲,320282009000,5,\n", "f.csv:5 parent_not_found"},
			"parent of another tier": {"320282001009,甲,320282000000,5,\n", "f.csv:5 parent_not_found"},
			"duplicate code":         {"320282001001,甲,320282001000,5,\n", "f.csv:5 duplicate_code"},
			"second county":          {"320281000000,江阴市,320200000000,3,\n", "f.csv:5 second_county"},
			"same name, one parent":  {"320282001002,茶东社区,320282001000,5,\n", "f.csv:5 organization_exists"},
			"two at once":            {"320281000000,江阴市,320200000000,3,\n320282009001,甲,320282009000,5,\n", "f.csv:5 second_county; f.csv:6 parent_not_found"},
		} {
			_, err := importRows(t, w, divisions(t, "f.csv", []byte(smallCounty+c.rows)))
			expectRows(t, name, err, c.want)
			if got := list(t, w, organization.Filter{}); len(got) != 0 {
				t.Errorf("%s: %d organizations were made", name, len(got))
			}
		}
	})
}

func expectRows(t *testing.T, name string, err error, want string) {
	t.Helper()
	var refused *models.Error
	if !errors.As(err, &refused) || !models.IsCode(err, organization.ErrDivisions) {
		t.Errorf("%s: %v", name, err)
		return
	}
	var got []string
	for _, fault := range refused.Fields {
		got = append(got, fault.Field+" "+fault.Code)
	}
	if strings.Join(got, "; ") != want {
		t.Errorf("%s: %v, want %s", name, got, want)
	}
}

// TestImportIntoATree: the center of the set-up becomes the county, what is new is added, a new name is taken over, and
// nothing moves.
func TestImportIntoATree(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		var center *organization.Organization
		write(t, w, system, func(tx *models.Tx) (err error) {
			center, err = organization.FoundCenter(tx, "新时代文明实践中心", "")
			return err
		})
		mustImport(t, w, organization.Imported{Created: 2, Updated: 1}, divisions(t, "f.csv", []byte(smallCounty)))
		read(t, w, func(tx *models.Tx) error {
			county, err := organization.FindCenter(tx)
			if err == nil && (county.ID != center.ID || county.Name != "宜兴市" || *county.RegionCode != "320282000000" || county.Version != 2) {
				t.Errorf("the county is %+v", county)
			}
			return err
		})
		renamed := strings.Replace(smallCounty, "茶东社区", "茶𠮷社区", 1) + "320282001002,荆东社区,320282001000,5,\n320282002000,屺亭街道,320282000000,4,\n"
		mustImport(t, w, organization.Imported{Created: 2, Updated: 1, Unchanged: 2}, divisions(t, "f.csv", []byte(renamed)))
		mustImport(t, w, organization.Imported{Unchanged: 5}, divisions(t, "f.csv", []byte(renamed)))
		if got := list(t, w, organization.Filter{RegionCode: "320282001001"}); len(got) != 1 || got[0].Name != "茶𠮷社区" || got[0].Version != 2 {
			t.Errorf("the renamed station is %+v", got)
		}
		for name, c := range map[string]struct{ row, want string }{
			"moved to another town": {"320282001002,荆东社区,320282002000,5,\n", "f.csv:2 moved"},
			"moved up a tier":       {"320282001002,荆东社区,320282000000,4,\n", "f.csv:2 moved"},
			"another county":        {"320281000000,江阴市,320200000000,3,\n", "f.csv:2 second_county"},
			"a sibling's name":      {"320282001002,茶𠮷社区,320282001000,5,\n", "f.csv:2 organization_exists"},
		} {
			_, err := importRows(t, w, divisions(t, "f.csv", []byte(columnsLine+c.row)))
			expectRows(t, name, err, c.want)
		}
	})
}

// TestTwoImportsAtOnce make one tree between them.
func TestTwoImportsAtOnce(t *testing.T) {
	t.Parallel()
	rows := slices.Concat(divisions(t, "towns.csv", testdata.Towns), divisions(t, "stations.csv", testdata.Stations)[:30])
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		var total [2]organization.Imported
		for i, err := range modelstest.AtOnce(2, func(i int) (err error) { total[i], err = importRows(t, w, rows); return err }) {
			if err != nil {
				t.Errorf("import %d: %v", i, err)
			}
		}
		if total[0].Created+total[1].Created != len(rows) || total[0].Unchanged+total[1].Unchanged != len(rows) {
			t.Errorf("%+v", total)
		}
		if got := list(t, w, organization.Filter{}); len(got) != len(rows) {
			t.Errorf("%d organizations, want %d", len(got), len(rows))
		}
	})
}

// Rows that cannot be read and rows that have no place are named together, in the order of the file.
func TestImportNamesBadRowsOfEveryKindAtOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		file := "code,name,parent_code,level\n320282000000,宜兴市,320200000000,3\n320282001001,孤村,320999000000,5\nabc,坏码,320282000000,4\n320282002001,又一孤村,320999000000,5\n"
		divisions, unread := organization.ReadDivisions("bad.csv", strings.NewReader(file))
		err := w.DB.Write(t.Context(), system, func(tx *models.Tx) error {
			_, err := organization.ImportDivisions(tx, divisions, unread...)
			return err
		})
		var refused *models.Error
		if !errors.As(err, &refused) {
			t.Fatalf("it was taken: %v", err)
		}
		var places []string
		for _, fault := range refused.Fields {
			places = append(places, fault.Field)
		}
		if got := strings.Join(places, " "); got != "bad.csv:3 bad.csv:4 bad.csv:5" {
			t.Errorf("named: %s", got)
		}
	})
}
