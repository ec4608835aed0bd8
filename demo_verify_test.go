package main

import (
	"io"
	"path/filepath"
	"strings"
	"testing"

	"practicestation/demo"
)

// TestAYearOfMadeUpLifePassesVerification: what the rules themselves write in a county's year raises no alarm.
func TestAYearOfMadeUpLifePassesVerification(t *testing.T) {
	t.Parallel()
	var out screen
	p := newProgram(strings.NewReader(""), &out, io.Discard, func(string) string { return "" }, nil)
	if err := p.prepare(p.root()); err != nil {
		t.Fatal(err)
	}
	clock := demo.NewClock(p.clock)
	db, err := p.open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "demo.db"), clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := demo.Fill(t.Context(), db, clock); err != nil {
		t.Fatal(err)
	}
	if err := p.verify(t.Context(), db); err != nil {
		t.Errorf("%v\n%s", err, out.String())
	}
}
