package target

import (
	"math"
	"math/big"

	"practicestation/models/report"
)

// Part is one figure of a comparison; without a value it is not known.
type Part struct {
	Figure report.Code
	Value  *int64
}

// Counted is what a comparison comes to in one window: nothing where a base is missing or the window has not begun.
type Counted struct {
	Window

	IsRunning bool // its last day is not over
	Parts     []Part
	Actual    *float64 // in the measure of what is wanted, with four decimals
	Met       *bool    // decided on the whole numbers, never on the rounded one
}

// Result is what came of a comparison: met when it is met in every window, and not known when that hangs on what is not known.
type Result struct {
	Counted []Counted
	Met     *bool
}

func truth(is bool) *bool { return &is }

// actual is what the parts come to in the measure, exactly; nothing where one is not known or it would be divided by 0.
func (m Measure) actual(parts []Part) *big.Rat {
	if len(parts) == 0 || parts[0].Value == nil {
		return nil
	}
	number := new(big.Rat).SetInt64(*parts[0].Value)
	if len(parts) > 1 {
		if parts[1].Value == nil || *parts[1].Value == 0 {
			return nil
		}
		number.Quo(number, new(big.Rat).SetInt64(*parts[1].Value))
	}
	switch m {
	case InHours:
		number.Quo(number, big.NewRat(60, 1))
	case InPercent:
		number.Mul(number, big.NewRat(100, 1))
	case InUnits:
	}
	return number
}

// decide holds what was counted against what is wanted.
func (c *Comparison) decide(counted *Counted) {
	number := c.Measure.actual(counted.Parts)
	if number == nil {
		return
	}
	lower, upper := number.Cmp(big.NewRat(c.Value, scale)), number.Cmp(big.NewRat(c.Upper, scale))
	counted.Met = truth(map[Operator]bool{
		AtLeast: lower >= 0, MoreThan: lower > 0, AtMost: lower <= 0, LessThan: lower < 0, Exactly: lower == 0, Between: lower >= 0 && upper <= 0,
	}[c.Operator])
	exact, _ := number.Float64()
	shown := math.Round(exact*scale) / scale
	counted.Actual = &shown
}

// together says whether all are met, or any: what is not known decides nothing, and matters only where it could have.
func together(match Match, met []*bool) *bool {
	decisive, known := match == Any, true
	for _, one := range met {
		switch {
		case one == nil:
			known = false
		case *one == decisive:
			return truth(decisive)
		}
	}
	if !known || len(met) == 0 {
		return nil
	}
	return truth(!decisive)
}

// met says whether the condition is met by the results of its comparisons, which are in the order of All.
func (c *Condition) met(results []Result) *bool {
	take := func(count int) (met []*bool) {
		for _, result := range results[:count] {
			met = append(met, result.Met)
		}
		results = results[count:]
		return met
	}
	parts := take(len(c.Comparisons))
	for _, group := range c.Groups {
		parts = append(parts, together(group.Match, take(len(group.Comparisons))))
	}
	return together(c.Match, parts)
}
