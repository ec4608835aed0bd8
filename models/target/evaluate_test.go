package target

import (
	"fmt"
	"testing"

	"practicestation/models"
	"practicestation/models/report"
)

func known(values ...int64) (parts []Part) {
	for _, value := range values {
		parts = append(parts, Part{report.HeldActivities, &value})
	}
	return parts
}

// TestBoundsAreExact: strict is not inclusive, both bounds of a range count, and a ratio is decided on whole numbers: what is
// rounded for the eye decides nothing.
func TestBoundsAreExact(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		wanted Comparison
		parts  []Part
		want   string
		shown  float64
	}{
		{Comparison{Operator: AtLeast, Value: Kept(4)}, known(4), "+", 4},
		{Comparison{Operator: AtLeast, Value: Kept(4)}, known(3), "-", 3},
		{Comparison{Operator: MoreThan, Value: Kept(50), Measure: InHours}, known(3000), "-", 50},
		{Comparison{Operator: MoreThan, Value: Kept(50), Measure: InHours}, known(3001), "+", 50.0167},
		{Comparison{Operator: AtLeast, Value: Kept(50), Measure: InHours}, known(3000), "+", 50},
		{Comparison{Operator: LessThan, Value: Kept(5)}, known(5), "-", 5},
		{Comparison{Operator: LessThan, Value: Kept(5)}, known(4), "+", 4},
		{Comparison{Operator: AtMost, Value: Kept(5)}, known(5), "+", 5},
		{Comparison{Operator: AtMost, Value: Kept(5)}, known(6), "-", 6},
		{Comparison{Operator: Exactly, Value: Kept(2)}, known(2), "+", 2},
		{Comparison{Operator: Exactly, Value: Kept(2)}, known(3), "-", 3},
		{Comparison{Operator: Between, Value: Kept(10), Upper: Kept(20)}, known(9), "-", 9},
		{Comparison{Operator: Between, Value: Kept(10), Upper: Kept(20)}, known(10), "+", 10},
		{Comparison{Operator: Between, Value: Kept(10), Upper: Kept(20)}, known(20), "+", 20},
		{Comparison{Operator: Between, Value: Kept(10), Upper: Kept(20)}, known(21), "-", 21},
		{Comparison{Operator: AtLeast, Value: Kept(10), Measure: InPercent}, known(1, 10), "+", 10},
		{Comparison{Operator: AtLeast, Value: Kept(10), Measure: InPercent}, known(99_999, 1_000_000), "-", 9.9999},
		{Comparison{Operator: AtLeast, Value: Kept(66.6667), Measure: InPercent}, known(2, 3), "-", 66.6667},
		{Comparison{Operator: AtLeast, Value: Kept(10), Measure: InPercent}, known(9_999_999, 100_000_000), "-", 10},
		{Comparison{Operator: AtLeast, Value: Kept(0.6)}, known(3, 5), "+", 0.6},
		{Comparison{Operator: AtLeast, Value: Kept(1)}, nil, "?", -1},
		{Comparison{Operator: AtLeast, Value: Kept(1)}, []Part{{report.Residents, nil}}, "?", -1},
		{Comparison{Operator: AtLeast, Value: Kept(0), Measure: InPercent}, known(3, 0), "?", -1},
		{Comparison{Operator: AtMost, Value: Kept(100), Measure: InPercent}, []Part{known(1)[0], {report.Residents, nil}}, "?", -1},
	} {
		counted := Counted{Parts: one.parts}
		one.wanted.decide(&counted)
		if got := mark(counted.Met); got != one.want || (counted.Actual == nil) != (one.shown < 0) || counted.Actual != nil && *counted.Actual != one.shown {
			t.Errorf("%+v of %d parts: %s, %v, want %s, %v", one.wanted, len(one.parts), got, counted.Actual, one.want, one.shown)
		}
	}
}

// TestWhatIsNotKnownDecidesNothing: it is looked through where the rest decides, and is the answer where it does not.
func TestWhatIsNotKnownDecidesNothing(t *testing.T) {
	t.Parallel()
	of := func(marks string) (met []*bool) {
		for _, one := range marks {
			met = append(met, map[rune]*bool{'+': truth(true), '-': truth(false), '?': nil}[one])
		}
		return met
	}
	for _, one := range []struct {
		match Match
		of    string
		want  string
	}{
		{All, "++", "+"},
		{All, "+-", "-"},
		{All, "?-", "-"},
		{All, "+?", "?"},
		{All, "", "?"},
		{Any, "--", "-"},
		{Any, "-+", "+"},
		{Any, "?+", "+"},
		{Any, "-?", "?"},
		{Any, "", "?"},
	} {
		if got := mark(together(one.match, of(one.of))); got != one.want {
			t.Errorf("%s of %q: %s, want %s", one.match, one.of, got, one.want)
		}
	}
	nested := Condition{Group: Group{Any, make([]Comparison, 1)}, Groups: []Group{{All, make([]Comparison, 2)}, {All, make([]Comparison, 1)}}}
	for marks, want := range map[string]string{"-++-": "+", "-+--": "-", "-+?-": "?", "+---": "+", "---+": "+"} {
		var results []Result
		for _, met := range of(marks) {
			results = append(results, Result{Met: met})
		}
		if got := mark(nested.met(results)); got != want {
			t.Errorf("one, or two together, or one, of %q: %s, want %s", marks, got, want)
		}
	}
}

// TestPeriodsHaveNames, and nothing else is one.
func TestPeriodsHaveNames(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		period   Period
		day      models.Date
		code     string
		from, to models.Date
	}{
		{Week, "2026-01-01", "2026-W01", "2025-12-29", "2026-01-05"}, // the week of New Year's Day
		{Week, "2027-01-03", "2026-W53", "2026-12-28", "2027-01-04"},
		{Week, "2026-11-29", "2026-W48", "2026-11-23", "2026-11-30"}, // a Sunday
		{Month, "2024-02-29", "2024-02", "2024-02-01", "2024-03-01"},
		{Quarter, "2026-12-31", "2026-Q4", "2026-10-01", "2027-01-01"},
		{Quarter, "2026-01-01", "2026-Q1", "2026-01-01", "2026-04-01"},
		{Year, "2026-07-07", "2026", "2026-01-01", "2027-01-01"},
		{Cumulative, "2026-07-07", "2026-07-07", "2020-05-05", "2026-07-08"},
	} {
		want := Window{one.code, one.from, one.to}
		if got := one.period.at(one.day, "2020-05-05"); got != want {
			t.Errorf("the %s of %s: %v, want %v", one.period, one.day, got, want)
		}
		if got, fits := one.period.parse(one.code, "2020-05-05"); !fits || got != want {
			t.Errorf("the %s %s: %v, want %v", one.period, one.code, got, want)
		}
	}
	for period, codes := range map[Period][]string{
		Week: {"2026-W00", "2026-W54", "2025-W53", "2026-W1", "2026-48", ""}, Month: {"2026-13", "2026-1", "2026", "x"},
		Quarter: {"2026-Q0", "2026-Q5", "2026-Q", "2026-12"}, Year: {"26", "2026-01", "0x16"}, Cumulative: {"2026-02-30", "2026-02"},
	} {
		for _, code := range codes {
			if got, fits := period.parse(code, "2020-05-05"); fits {
				t.Errorf("%s passes for the %s %v", code, period, got)
			}
		}
	}
}

// TestAConditionMayHaveAPeriodOfItsOwn: each within the target's, or the one around it.
func TestAConditionMayHaveAPeriodOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		of   Period
		code string
		own  Period
		want string
	}{
		{Month, "2026-02", "", "[2026-02]"},
		{Month, "2026-02", Quarter, "[2026-Q1]"},
		{Month, "2026-02", Year, "[2026]"},
		{Quarter, "2026-Q4", Month, "[2026-10 2026-11 2026-12]"},
		{Year, "2026", Quarter, "[2026-Q1 2026-Q2 2026-Q3 2026-Q4]"},
		{Quarter, "2026-Q1", Cumulative, "[2026-03-31]"},
		{Week, "2026-W48", Cumulative, "[2026-11-29]"},
	} {
		whole, _ := one.of.parse(one.code, "2025-01-01")
		var codes []string
		for _, window := range one.of.windows(one.own, whole, "2025-01-01") {
			codes = append(codes, window.Code)
		}
		if got := fmt.Sprint(codes); got != one.want || len(codes) != one.of.most(one.own) {
			t.Errorf("the %s of %s: %s, want %s", one.own, one.code, got, one.want)
		}
	}
}
