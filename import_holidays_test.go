package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestImportOfHolidaysIsIdempotentAndNamesBadRows(t *testing.T) {
	t.Parallel()
	database := "sqlite:" + filepath.Join(t.TempDir(), "station.db")
	importing := func(file string) (string, error) {
		return run(t, nil, "import", "holidays", file, "--database", database)
	}
	if told, err := importing("testdata/holidays.csv"); err != nil || strings.Count(told, "与原来相同") != 4 || !strings.Contains(told, "2026 年：放假 33 天，调休上班 6 天") {
		t.Errorf("what ships: %q, %v", told, err)
	}
	rows := []string{
		"date,name,day_type,notice_year", "2027-01-01,元旦,off,2027", "2027-02-06,春节,off,2027", "2027-04-05,清明节,off,2027", "2027-05-01,劳动节,off,2027",
		"2027-06-09,端午节,off,2027", "2027-09-15,中秋节,off,2027", "2027-10-01,国庆节,off,2027",
	}
	good, bad := filepath.Join(t.TempDir(), "good.csv"), filepath.Join(t.TempDir(), "bad.csv")
	for file, content := range map[string]string{good: strings.Join(rows, "\n"), bad: strings.Join(rows, "\n") + "\n2027-10-01,国庆节,off,2027\n"} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := importing(bad); err == nil || !strings.Contains(sentence(err), "bad.csv:9:date") {
		t.Errorf("it says %v", err)
	}
	for _, wanted := range []string{"2027 年：放假 7 天，调休上班 0 天，已替换", "与原来相同"} {
		if told, err := importing(good); err != nil || !strings.Contains(told, wanted) {
			t.Errorf("it says %q, %v", told, err)
		}
	}
	for _, arguments := range [][]string{{"nowhere.csv"}, {}, {good, good}} {
		if _, err := run(t, nil, append([]string{"import", "holidays", "--database", database}, arguments...)...); err == nil {
			t.Errorf("%v is imported", arguments)
		}
	}
}
