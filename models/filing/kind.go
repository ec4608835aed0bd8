// Package filing holds the reports (报表) that an organization hands in for a month, a quarter or a year: drafted on live figures,
// frozen when they are handed in, locked by the level above, and never changed afterwards.
package filing

import (
	"slices"

	"practicestation/models"
	"practicestation/models/report"
)

// Kind (报表种类) is which table is handed in.
type Kind string

// The kinds.
const (
	Activities Kind = "activities"
	Volunteers Kind = "volunteers"
	Teams      Kind = "teams"
	Hours      Kind = "hours"
	Brands     Kind = "brands"

	ServiceRequests Kind = "service_requests"
	Assessment      Kind = "assessment"
)

// CellKind is how the cells of a column are written.
type CellKind string

// The kinds of cells. Hours are kept as minutes and percentages as fractions, so that nothing is rounded before it is shown.
const (
	Text    CellKind = "text"
	Integer CellKind = "integer"
	InHours CellKind = "hours"
	Percent CellKind = "percent"
	Decimal CellKind = "decimal"
)

// Column is one column of a report; columns next to each other with the same group share a head above their own.
type Column struct {
	Key     string      `json:"key"`
	Group   string      `json:"group,omitempty"`
	Head    string      `json:"head"`
	Kind    CellKind    `json:"kind"`
	Width   float64     `json:"width"` // in characters of the sheet's font; a Han character takes two
	Figure  report.Code `json:"figure,omitempty"`
	Meaning string      `json:"meaning,omitempty"`
	Overlap string      `json:"overlap,omitempty"` // why its rows do not add up to the total; empty: they do

	across part // of a figure that is split once more
}

// part says which part of a figure a column shows: those keys of a second dimension.
type part struct {
	by     report.Dimension
	key    string
	others bool // all but the key
}

// Definition is what a kind of report consists of: every column is declared here, once.
type Definition struct {
	Kind          Kind
	Name          string
	Dimension     report.Dimension // what a row is
	Columns       []Column
	DetailColumns []Column // of the list behind the rows; none: the kind has no such list

	charted []string // the columns that the chart stacks
	lookUp  func(s *scope, rows []report.SummaryRow) (facts, error)
	details func(s *scope) ([]Row, error)
	list    func(s *scope, period Period) (rows []Row, total []Cell, err error) // of a kind whose rows are no dimension's
}

// Definitions lists every kind of report.
func Definitions() []Definition {
	return []Definition{activitiesReport(), volunteersReport(), teamsReport(), hoursReport(), brandsReport(), requestsReport(), assessmentReport()}
}

// definitionOf finds what a kind consists of.
func definitionOf(kind Kind) (Definition, bool) {
	all := Definitions()
	i := slices.IndexFunc(all, func(d Definition) bool { return d.Kind == kind })
	if i < 0 {
		return Definition{}, false
	}
	return all[i], true
}

// ofFigure is a column that shows a figure of the catalogue, which says what it means and where it adds up.
func ofFigure(dimension report.Dimension, code report.Code, group, head string, kind CellKind, width float64) Column {
	figure, _ := report.FigureOf(code)
	return Column{
		Key: string(code), Group: group, Head: head, Kind: kind, Width: width, Figure: code, Meaning: figure.Meaning,
		Overlap: figure.Overlaps[dimension],
	}
}

// count is a column of whole numbers.
func count(dimension report.Dimension, code report.Code, group, head string) Column {
	return ofFigure(dimension, code, group, head, Integer, 8)
}

// heads are the first columns of a table: the number of the row, what it is, and where it belongs.
func heads(name string, width float64, home string, homeWidth float64) []Column {
	return []Column{
		{Key: "serial", Head: "序号", Kind: Integer, Width: 6},
		{Key: "name", Head: name, Kind: Text, Width: width},
		{Key: "home", Head: home, Kind: Text, Width: homeWidth},
	}
}

// byHand is the key of a column that people fill in on the paper.
const byHand = "remark"

// fault is what is said of a kind that there is not.
func (k Kind) fault() *models.FieldError {
	if _, known := definitionOf(k); known {
		return nil
	}
	return &models.FieldError{Field: "kind", Code: "enum", Message: "没有这种报表，全部种类见 GET /report-kinds。"}
}
