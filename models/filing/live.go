package filing

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/report"
)

// longest bounds a table and the list behind it: what is frozen is kept for good, and nobody prints more.
const longest = 20_000

// ErrTooLong refuses a report with more rows than fit.
var ErrTooLong = models.DefineError(models.Conflict, "report_too_long", "报表太长",
	"要列的超过 20000 行，一份报表放不下。请缩短期间，或由下级的所、站分别填报。")

// errLongList says that the list behind the rows is longer than anybody prints; the rows do not depend on it.
var errLongList = errors.New("the list is too long")

// scope is what a table is made of.
type scope struct {
	tx    *models.Tx
	of    *organization.Organization
	query report.Query
}

// paths are those below which the report counts.
func (s *scope) paths() []string { return []string{s.of.Path} }

// facts are what the figures do not know: cells by the row's id and the column's key, those of the total, and where rows belong.
type facts struct {
	cells  map[string]map[string]Cell
	total  map[string]Cell
	places map[string]int64
}

func newFacts() facts {
	return facts{cells: map[string]map[string]Cell{}, total: map[string]Cell{}, places: map[string]int64{}}
}

// set gives a row a cell.
func (f facts) set(row, key string, cell Cell) {
	if f.cells[row] == nil {
		f.cells[row] = map[string]Cell{}
	}
	f.cells[row][key] = cell
}

// live counts a kind of report for the organization and the period as things stand now.
func live(tx *models.Tx, kind Kind, of *organization.Organization, period Period) (*Table, error) {
	definition, known := definitionOf(kind)
	if !known {
		return nil, fmt.Errorf("filing: no report of kind %s", kind)
	}
	s := &scope{tx, of, report.Query{Dimension: definition.Dimension, From: period.StartsOn, To: period.End(), OrganizationID: of.ID}}
	table := &Table{Unit: of.Name, Columns: definition.Columns, DetailColumns: definition.DetailColumns, Charted: definition.charted, Rows: []Row{}, Places: []Place{}}
	if definition.list != nil {
		rows, total, err := definition.list(s, period)
		if err != nil {
			return nil, err
		}
		table.Rows, table.Total = append(table.Rows, rows...), total
		table.gather()
		return table, table.addPlaces(tx)
	}
	if err := definition.count(s, table); err != nil {
		return nil, err
	}
	return table, table.addPlaces(tx)
}

// count fills the table with the figures by the kind's dimension.
func (d *Definition) count(s *scope, table *Table) error {
	summary, err := report.Summarize(s.tx, report.Selection{Query: s.query, Codes: d.codes()})
	if err != nil {
		return err
	}
	crosses, err := d.crosses(s)
	if err != nil {
		return err
	}
	looked, err := d.lookUp(s, summary.Rows)
	if err != nil {
		return err
	}
	for i, row := range summary.Rows {
		table.Rows = append(table.Rows, d.row(i, row, crosses, looked))
	}
	table.Total = d.total(summary, crosses, looked)
	if d.details == nil {
		return nil
	}
	table.Details, err = d.details(s)
	if errors.Is(err, errLongList) {
		table.Details, table.DetailColumns, table.Unlisted = nil, nil, true
		return nil
	}
	return err
}

// codes are the figures that the columns show whole.
func (d *Definition) codes() []report.Code {
	var codes []report.Code
	for _, column := range d.Columns {
		if column.Figure != "" && column.across.by == "" {
			codes = append(codes, column.Figure)
		}
	}
	return codes
}

// split is a figure by a second dimension.
type split struct {
	code report.Code
	by   report.Dimension
}

func (d *Definition) crosses(s *scope) (map[split]*report.Cross, error) {
	found := map[split]*report.Cross{}
	for _, column := range d.Columns {
		wanted := split{column.Figure, column.across.by}
		if wanted.by == "" || found[wanted] != nil {
			continue
		}
		cross, err := report.Tabulate(s.tx, s.query, wanted.by, wanted.code)
		if err != nil {
			return nil, err
		}
		found[wanted] = cross
	}
	return found, nil
}

// of is the share of the keys that the part has.
func (p part) of(amounts map[string]int64) Cell {
	sum := int64(0)
	for key, amount := range amounts {
		if (key == p.key) != p.others {
			sum += amount
		}
	}
	return whole(sum)
}

func (d *Definition) row(i int, row report.SummaryRow, crosses map[split]*report.Cross, known facts) Row {
	made := Row{ID: row.ID, OrganizationID: known.places[row.ID], Cells: make([]Cell, len(d.Columns))}
	for c, column := range d.Columns {
		cell, looked := known.cells[row.ID][column.Key]
		switch {
		case looked:
		case column.Key == "serial":
			cell = whole(int64(i + 1))
		case column.Key == "name":
			cell = Cell{Text: d.nameOf(row)}
		case column.Key == "home":
			cell = Cell{Text: unitOf(row.Home)}
		default:
			cell = column.cell(row.Values, func(s split) map[string]int64 { return crosses[s].Rows[row.ID] })
		}
		made.Cells[c] = cell
	}
	return made
}

// nameOf is what the row is called: a station by its village, as offices name it.
func (d *Definition) nameOf(row report.SummaryRow) string {
	if d.Dimension == report.ByStation {
		return unitOf(row.Name)
	}
	return row.Name
}

// total is counted over everything, with what was looked up for it.
func (d *Definition) total(summary *report.Summary, crosses map[split]*report.Cross, known facts) []Cell {
	cells := make([]Cell, len(d.Columns))
	cells[0] = Cell{Text: "合计"}
	for c, column := range d.Columns {
		if cell, looked := known.total[column.Key]; looked {
			cells[c] = cell
			continue
		}
		if column.Figure != "" {
			cells[c] = column.cell(summary.TotalValues, func(s split) map[string]int64 { return crosses[s].Total })
		}
	}
	return cells
}

// cell is the column's figure.
func (c *Column) cell(values report.Values, across func(split) map[string]int64) Cell {
	switch {
	case c.Figure == "":
		return Cell{}
	case c.across.by != "":
		return c.across.of(across(split{c.Figure, c.across.by}))
	}
	figure, _ := report.FigureOf(c.Figure)
	return Cell{Number: values.Of(figure)}
}

// addPlaces names the organizations that rows and details belong to, in the order of their region codes.
func (t *Table) addPlaces(tx *models.Tx) error {
	ids := []int64{0}
	for _, row := range slices.Concat(t.Rows, t.Details) {
		ids = append(ids, row.OrganizationID)
	}
	slices.Sort(ids)
	return tx.DB.Table("organizations").Select("id, name").Where("id IN (?)", slices.Compact(ids)).
		Order("region_code IS NULL, region_code, id").Scan(&t.Places).Error
}

// idOf is the number in a row's id, and 0 where it is none.
func idOf(row string) int64 {
	id, err := strconv.ParseInt(row, 10, 64)
	if err != nil {
		return 0
	}
	return id
}
