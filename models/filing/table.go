package filing

import "slices"

// Cell is the content of one cell: a text, or a number where there is one. A number that is missing is not known, which is not 0.
type Cell struct {
	Text   string   `json:"text,omitempty"`
	Number *float64 `json:"number,omitempty"`
}

// Row is one row of a table, with the organization to whose sheet it belongs.
type Row struct {
	ID             string `json:"id"`
	OrganizationID int64  `json:"organization_id,omitempty"`
	Cells          []Cell `json:"cells"`
}

// Table is a report as it is shown, handed in and printed: the rows, and a total that is counted, not added up.
type Table struct {
	Unit          string   `json:"unit"`
	Columns       []Column `json:"columns"`
	Rows          []Row    `json:"rows"`
	Total         []Cell   `json:"total"`
	DetailColumns []Column `json:"detail_columns,omitempty"`
	Details       []Row    `json:"details,omitempty"`
	Unlisted      bool     `json:"unlisted,omitempty"` // that the list is too long to be here
	Places        []Place  `json:"places"`             // those that have a sheet of their own
	Charted       []string `json:"charted,omitempty"`
	Bars          []Row    `json:"bars,omitempty"` // what the chart shows where several rows are about the same
}

// Place is an organization that rows belong to.
type Place struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// at is where the column with the key stands, and -1 where there is none.
func at(columns []Column, key string) int {
	return slices.IndexFunc(columns, func(c Column) bool { return c.Key == key })
}

// Where the name of a row stands, after its number, and then where it belongs.
const (
	nameAt = 1
	homeAt = 2
)

// name is what the row is called.
func (r *Row) name() string { return r.Cells[nameAt].Text }

func whole(number int64) Cell {
	value := float64(number)
	return Cell{Number: &value}
}
