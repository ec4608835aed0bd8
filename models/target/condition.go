package target

import (
	"fmt"
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/report"
)

// Match (满足方式) says how the parts of a condition come together.
type Match string

// The matches.
const (
	All Match = "all"
	Any Match = "any"
)

// Operator (比较) is how a number is held against what is wanted.
type Operator string

// The operators; Between takes in both bounds.
const (
	AtLeast  Operator = "gte"
	MoreThan Operator = "gt"
	AtMost   Operator = "lte"
	LessThan Operator = "lt"
	Exactly  Operator = "eq"
	Between  Operator = "between"
)

// Measure (计量) is in what a wanted number is given.
type Measure string

// The measures: the figure's own unit, hours where the figure is in minutes, and of a hundred where it is a ratio.
const (
	InUnits   Measure = "units"
	InHours   Measure = "hours"
	InPercent Measure = "percent"
)

// scale is how many steps of a wanted number make one: four decimals, kept as whole numbers so that none is lost.
const scale = 10_000

// The bounds of a condition and its texts.
const (
	mostComparisons = 20
	mostGroups      = 5
	mostQuestions   = 120 // figures that one period is counted from
	mostCategories  = 10
	mostWanted      = 1_000_000_000 * scale
)

// Condition is what a target wants: comparisons and groups of comparisons, all of them or any. More depth is never needed: whatever
// can be said of all and any can be said with two levels.
type Condition struct {
	Group
	Groups []Group `json:"groups,omitempty"`
}

// Group is comparisons that come together.
type Group struct {
	Match       Match        `json:"match"`
	Comparisons []Comparison `json:"comparisons,omitempty"`
}

// Comparison holds one figure, or one over another, against a number.
type Comparison struct {
	Figure     report.Code         `json:"figure"`
	Over       report.Code         `json:"over,omitempty"`       // what it is divided by; it is not narrowed
	Categories []string            `json:"categories,omitempty"` // only what is of one of them
	Platforms  []activity.Platform `json:"platforms,omitempty"`
	BrandID    int64               `json:"brand_id,omitempty"`
	Period     Period              `json:"period,omitempty"` // another than the target's: each such period within, or the one around
	Operator   Operator            `json:"operator"`
	Value      int64               `json:"value"`           // times the scale
	Upper      int64               `json:"upper,omitempty"` // of Between, times the scale
	Measure    Measure             `json:"measure"`
}

// All lists every comparison in its order: those of the condition, then those of each group.
func (c *Condition) All() []*Comparison {
	var all []*Comparison
	for i := range c.Comparisons {
		all = append(all, &c.Comparisons[i])
	}
	for g := range c.Groups {
		for i := range c.Groups[g].Comparisons {
			all = append(all, &c.Groups[g].Comparisons[i])
		}
	}
	return all
}

// parts are the figures that the comparison is made of: what is divided, and by what where it is a ratio.
func (c *Comparison) parts() []report.Code {
	if figure, _ := report.FigureOf(c.Figure); figure.IsRate() {
		return []report.Code{figure.Over, figure.Under}
	}
	if c.Over != "" {
		return []report.Code{c.Figure, c.Over}
	}
	return []report.Code{c.Figure}
}

// filter narrows the first of the parts.
func (c *Comparison) filter() report.Filter {
	return report.Filter{Categories: c.Categories, Platforms: c.Platforms, BrandID: c.BrandID}
}

// faults cleans a condition and lists everything that is wrong with it for the subject and period.
func (c *Condition) faults(subject report.Unit, period Period) models.Faults {
	var faults models.Faults
	all := c.All()
	if len(all) == 0 || len(all) > mostComparisons || len(c.Groups) > mostGroups {
		faults.Add("condition", "size", "一个考核指标要有 1 到 20 个比较，最多分 5 组。")
		return faults
	}
	faults = append(faults, c.Match.faults("condition.match")...)
	at := func(prefix string, comparisons []Comparison) {
		for i := range comparisons {
			faults = append(faults, comparisons[i].faults(fmt.Sprintf("%s.comparisons.%d.", prefix, i), subject, period)...)
		}
	}
	at("condition", c.Comparisons)
	for g := range c.Groups {
		prefix := fmt.Sprintf("condition.groups.%d", g)
		faults = append(faults, c.Groups[g].Match.faults(prefix+".match")...)
		if len(c.Groups[g].Comparisons) == 0 {
			faults.Add(prefix+".comparisons", "min_items", "一组里至少要有一个比较。")
		}
		at(prefix, c.Groups[g].Comparisons)
	}
	questions := 0
	for _, one := range all {
		questions += len(one.parts()) * period.most(one.Period)
	}
	if questions > mostQuestions {
		faults.Add("condition", "size", "要计算的数太多，请减少比较，或者分成几个考核指标。")
	}
	return faults
}

func (m Match) faults(field string) (faults models.Faults) {
	if m != All && m != Any {
		faults.Add(field, "enum", "满足方式只能是 all 或 any。")
	}
	return faults
}

func (c *Comparison) faults(at string, subject report.Unit, period Period) models.Faults {
	var faults models.Faults
	figure, known := report.FigureOf(c.Figure)
	_, overKnown := report.FigureOf(c.Over)
	switch {
	case !known:
		faults.Add(at+"figure", "enum", "没有这个统计指标，全部指标见 GET /figures。")
	case c.Over != "" && (!overKnown || figure.IsRate()):
		faults.Add(at+"over", "enum", "分母要是一个统计指标，分子本身不能是比率。")
	default:
		faults = append(faults, c.unitFaults(at, subject)...)
	}
	if part, _ := report.FigureOf(c.parts()[0]); !c.filter().IsEmpty() && !part.CanBeFiltered() {
		faults.Add(at+"figure", "filter", "这个统计指标不分类别、平台和品牌，请去掉筛选。")
	}
	faults = append(faults, c.filterFaults(at)...)
	if c.Period != "" && (!c.Period.isKnown() || !period.mixes(c.Period)) {
		faults.Add(at+"period", "enum", "按月、季度、年的可以互相搭配，按周的不能；累计的不能再分。")
	}
	return append(faults, c.wantedFaults(at, figure)...)
}

// unitFaults says which figures the subject does not have.
func (c *Comparison) unitFaults(at string, subject report.Unit) (faults models.Faults) {
	for _, code := range c.parts() {
		if part, _ := report.FigureOf(code); !subject.Has(part) {
			faults.Add(at+"figure", "subject", "“"+part.Name+"”不能按这种考核对象统计，请换一个指标或对象。")
		}
	}
	return faults
}

func (c *Comparison) filterFaults(at string) (faults models.Faults) {
	if len(c.Categories) > mostCategories {
		faults.Add(at+"categories", "max_items", "最多选 10 个类别。")
	}
	for i, category := range c.Categories {
		cleaned, ok := models.CleanName(category)
		if !ok || len([]rune(cleaned)) > 32 {
			faults.Add(fmt.Sprintf("%scategories.%d", at, i), "invalid_text", "类别要有 1 到 32 个字。")
		}
		c.Categories[i] = cleaned
	}
	if slices.ContainsFunc(c.Platforms, func(p activity.Platform) bool { return p == "" || !p.Valid() }) {
		faults.Add(at+"platforms", "enum", activity.PlatformFault)
	}
	return faults
}

// wantedFaults says what is wrong with the number that is wanted.
func (c *Comparison) wantedFaults(at string, figure report.Figure) (faults models.Faults) {
	if !slices.Contains([]Operator{AtLeast, MoreThan, AtMost, LessThan, Exactly, Between}, c.Operator) {
		faults.Add(at+"operator", "enum", "比较只能是 gte、gt、lte、lt、eq 或 between。")
	}
	if c.Value < 0 || c.Value > mostWanted {
		faults.Add(at+"value", "range", "要求的数在 0 到 10 亿之间，最多四位小数。")
	}
	switch {
	case c.Operator == Between && (c.Upper < c.Value || c.Upper > mostWanted):
		faults.Add(at+"upper", "range", "区间要写上限 upper，不小于下限 value。")
	case c.Operator != Between && c.Upper != 0:
		faults.Add(at+"upper", "exclusive", "只有区间（between）才写上限 upper。")
	}
	isRatio := len(c.parts()) > 1
	switch {
	case !slices.Contains([]Measure{InUnits, InHours, InPercent}, c.Measure):
		faults.Add(at+"measure", "enum", "计量只能是 units、hours 或 percent。")
	case c.Measure == InPercent && !isRatio:
		faults.Add(at+"measure", "percent", "只有比率才能按百分比计，请写分母 over，或换一个指标。")
	case c.Measure == InHours && c.parts()[0] != report.Minutes:
		faults.Add(at+"measure", "hours", "只有服务时长才能按小时计。")
	case c.Measure == InUnits && figure.Unit == "%":
		faults.Add(at+"measure", "percent", "这个指标是百分比，计量请写 percent。")
	}
	return faults
}

// yearsToCome bounds how far ahead a target may end.
const yearsToCome = 20

func latest(today models.Date) models.Date {
	return models.DateOf(today.In(time.UTC).AddDate(yearsToCome, 0, 0), time.UTC)
}
