package config_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"practicestation/config"
)

func TestDatabasePasswordIsNeverPrinted(t *testing.T) {
	t.Parallel()
	const password = "Pa55word"
	c := mustLoad(t, nil, []string{"STATION_DATABASE=mysql://station:" + password + "@db.local:3306/practice"})
	encoded, err := json.Marshal(c.Database)
	if err != nil {
		t.Fatal(err)
	}
	var logged strings.Builder
	slog.New(slog.NewTextHandler(&logged, nil)).Info("start", "database", c.Database, "config", c)
	flags := pflag.NewFlagSet("station", pflag.ContinueOnError)
	c.Bind(flags)
	if err := flags.Parse([]string{"--database", string(c.Database)}); err != nil {
		t.Fatal(err)
	}
	printed := []string{
		c.Database.String(), fmt.Sprint(c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), fmt.Sprintf("%q", c.Database),
		string(encoded), logged.String(), flags.FlagUsages(), flags.Lookup("database").Value.String(),
	}
	for _, text := range printed {
		if strings.Contains(text, password) {
			t.Errorf("the password is in %s", text)
		}
	}
	if want := "mysql://station:***@db.local:3306/practice"; c.Database.String() != want {
		t.Errorf("got %s, want %s", c.Database, want)
	}
	if !strings.Contains(string(c.Database), password) {
		t.Error("the database itself needs the password")
	}
}

func TestWrongDatabaseIsRefusedWithoutItsPassword(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "sqlite:", "station.db", "postgres://u:Pa55word@h/n", "mysql://u:Pa55word@/n", "mysql://u:Pa55word@h",
		"mysql://u:Pa55word@h/", "mysql://u:Pa55word@h/n/m", "mysql://h/n", "mysql://u:Pa55word#1@h/n",
		"mysql://u:Pa55word%zz@h/n", "mysql://u:Pa55word@h:port/n", "u:Pa55word@tcp(127.0.0.1:3306)/n",
		"mysql://u:Pa55word@h/n?tls=false",
	} {
		for _, given := range []struct{ arguments, environ []string }{
			{nil, []string{"STATION_DATABASE=" + text}},
			{[]string{"--database=" + text}, nil},
		} {
			_, err := load(given.arguments, given.environ)
			if err == nil {
				t.Errorf("%q was accepted", text)
				continue
			}
			if strings.Contains(err.Error(), "Pa55word") {
				t.Errorf("the fault shows the password: %v", err)
			}
		}
		if strings.Contains(config.DatabaseURL(text).String(), "Pa55word") {
			t.Errorf("%q is printed as %s", text, config.DatabaseURL(text))
		}
	}
}
