package target

import (
	"math"
	"strconv"
	"strings"

	"practicestation/models/report"
)

// inWords writes a kept number as people do: without decimals that say nothing.
func inWords(number int64) string { return strconv.FormatFloat(NumberOf(number), 'f', -1, 64) }

// NumberOf is a kept number as it is sent.
func NumberOf(number int64) float64 { return float64(number) / scale }

// InWords says what a comparison wants, in one line: 举办场次（形势政策）1 到 2 场，按月.
func (c *Comparison) InWords() string {
	figure, _ := report.FigureOf(c.Figure)
	words := figure.Name
	if over, there := report.FigureOf(c.Over); there {
		words += "占" + over.Name
	}
	narrowed := append([]string{}, c.Categories...)
	for _, platform := range c.Platforms {
		narrowed = append(narrowed, platform.Name())
	}
	if len(narrowed) > 0 {
		words += "（" + strings.Join(narrowed, "、") + "）"
	}
	unit := map[Measure]string{InHours: "小时", InPercent: "%", InUnits: figure.Unit}[c.Measure]
	if c.Measure == InUnits && c.Over != "" {
		unit = ""
	}
	value := inWords(c.Value)
	words += map[Operator]string{
		AtLeast: "至少 " + value, MoreThan: "超过 " + value, AtMost: "不超过 " + value, LessThan: "少于 " + value, Exactly: "正好 " + value,
		Between: value + " 到 " + inWords(c.Upper),
	}[c.Operator]
	if unit != "" && unit != "%" {
		unit = " " + unit
	}
	words += unit
	if c.Period != "" {
		words += "，按" + c.Period.InWords() + "计"
	}
	return words
}

// InWords is what people call the period.
func (p Period) InWords() string {
	return map[Period]string{Week: "周", Month: "月", Quarter: "季度", Year: "年", Cumulative: "累计"}[p]
}

// Kept is a number as it is kept, and below 0 where it has more than four decimals.
func Kept(number float64) int64 {
	steps := math.Round(number * scale)
	if steps/scale != number {
		return -1
	}
	return int64(steps)
}
