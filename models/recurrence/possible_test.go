package recurrence

import (
	"testing"
	"time"
)

// TestAnImpossibleRuleIsSeenWithoutAWalk, which would go to the year 9999; what can be is looked for in its whole periods.
func TestAnImpossibleRuleIsSeenWithoutAWalk(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=5":                    false, // a month has one first Monday
		"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=31":        false,
		"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-24":       false,
		"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=31,23":     true,
		"FREQ=MONTHLY;BYMONTHDAY=1,2,3;BYDAY=MO;BYSETPOS=2":    false,
		"FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=8":                  false,
		"FREQ=MONTHLY;BYDAY=-1MO;BYMONTHDAY=-8,7":              false,
		"FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31":                 false,
		"FREQ=MONTHLY;INTERVAL=12;BYMONTH=2;BYDAY=MO":          false, // each March
		"FREQ=DAILY;BYMONTH=2,4;BYMONTHDAY=31,-31":             false,
		"FREQ=DAILY;INTERVAL=7;BYDAY=TU":                       false, // each Monday
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29":                  true,  // in 2028
		"FREQ=YEARLY;INTERVAL=3;BYMONTH=2;BYMONTHDAY=29":       false,
		"FREQ=YEARLY;BYMONTH=1;BYDAY=MO,TU;BYSETPOS=9":         true, // also where the first year's have been before the first day
		"FREQ=MONTHLY;BYDAY=MO;BYSETPOS=5":                     true,
		"FREQ=MONTHLY;BYDAY=5MO;BYMONTH=2":                     false, // no February of these years
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=SU":                      true,
		"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-31": true,
	} {
		pattern, wrong := parsePattern(text)
		if wrong != nil {
			t.Fatalf("%s: %v", text, wrong)
		}
		from, last := dayOf(2026, time.March, 2), dayOf(2028, time.March, 2)
		if got := pattern.mayFall(from, last); got != want {
			t.Errorf("%s may fall: %v, want %v", text, got, want)
		}
		days := pattern.days("2026-03-02", "2028-03-02")
		if (len(days) > 0) != want {
			t.Errorf("%s falls on %v", text, days)
		}
	}
}
