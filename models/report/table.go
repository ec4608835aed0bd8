package report

import (
	"fmt"
	"io"
	"iter"
	"time"

	"practicestation/models"
	"practicestation/models/organization"
)

// Kind is how the cells of a column are written.
type Kind int

// The kinds of cells. Hours are kept as minutes, so that nothing is rounded before it is shown.
const (
	Text Kind = iota
	Integer
	Hours
	Day    // only where a table is poured
	Moment // only where a table is poured
)

// Column is one column of a table; columns next to each other with the same group share a head above their own.
type Column struct {
	Group string
	Head  string
	Kind  Kind
	Width float64 // in characters of the sheet's font; a Han character takes two
}

// Cell is the content of one cell: a text, or a number where the column's kind is one.
type Cell struct {
	Text   string
	Number int64
}

// Table is a report as it is laid out, before it becomes a sheet or a text. Its rows are made while they are read, so
// that a long one never is in memory as a whole.
type Table struct {
	Sheet    string
	Title    string
	Facts    []string
	Columns  []Column
	Lead     int // the columns before the first figure; in the total's row they are one cell
	Frozen   int // the columns that stay while the sheet is scrolled
	Expected int64
	Rows     iter.Seq2[[]Cell, error]
	Pour     func(into pen, progress func(done int64) error) (int64, error) // instead of Rows, where there may be a million of them
	Total    func() (label string, figures []Cell)                          // known once the rows have been read
	Notes    []string
	Meanings [][2]string // what each word of the heads means
	Number   string
	By       string // who takes it out of the system
	MadeAt   time.Time
	Charted  bool // minutes by row can be seen in a chart
}

// signatures is the last line: the filler and whoever answers for the unit sign what an office hands in.
const signatures = "单位负责人：　　　　　　　　审核人：　　　　　　　　填表人：　　　　　　　　联系电话："

// beat is how many rows are written between two signs of life.
const beat = 2000

// writeTo writes the table as a file and reports how many rows it has. It tells progress about every few rows.
func (t *Table) writeTo(w io.Writer, format Format, progress func(done int64) error) (int64, error) {
	switch {
	case format == CSV:
		return t.writeCSV(w, progress)
	case t.Pour != nil:
		return t.writeLong(w, sheetBody, progress)
	}
	return t.writeWorkbook(w, progress)
}

// each reads the rows in order and counts them.
func (t *Table) each(progress func(done int64) error, write func([]Cell) error) (done int64, err error) {
	for row, err := range t.Rows {
		if err != nil {
			return done, err
		}
		if err := write(row); err != nil {
			return done, err
		}
		if done++; done%beat == 0 {
			if err := progress(done); err != nil {
				return done, err
			}
		}
	}
	return done, nil
}

// name is what the report is called.
func (r Report) name() string {
	if r == HoursDetail {
		return "志愿服务时长明细表"
	}
	return "志愿服务统计表（" + r.sheet() + "）"
}

// sheet is the report's short name: at most 31 characters and none of : \ / ? * [ ], as sheets are named.
func (r Report) sheet() string {
	return map[Report]string{
		Report(ByStation): "按实践站", Report(ByTeam): "按队伍", Report(ByAffiliation): "按条线", Report(ByCategory): "按类别",
		Report(ByMonth): "按月份", Report(ByQuarter): "按季度", Report(ByYear): "按年度", Report(ByOrganization): "按下级组织",
		Report(ByPlatform): "按平台", Report(ByBrand): "按品牌", HoursDetail: "时长明细",
	}[r]
}

// table lays out the export's report for the unit's actor.
func (e *Export) table(tx *models.Tx, of *organization.Organization) (*Table, error) {
	table := &Table{
		Sheet: e.Report.sheet(), Title: of.Name + e.Report.name(), Number: e.Number(), By: tx.Actor.Name, MadeAt: tx.Now.In(tx.Zone),
		Facts: []string{
			"填报单位：" + of.Name, fmt.Sprintf("统计期间：%s至%s", e.From, lastDay(e.To)),
			"填报时间：" + tx.Now.In(tx.Zone).Format("2006-01-02 15:04"), "计量单位：场、人次、人、分钟、小时",
		},
	}
	if e.Report == HoursDetail {
		return table, e.layDetail(tx, table, of.Path)
	}
	return table, e.layStatistics(tx, table)
}

// layStatistics fills a table with the figures of Statistics: the sheet is what the screen shows.
func (e *Export) layStatistics(tx *models.Tx, table *Table) error {
	rows, total, err := Statistics(tx, Query{Dimension: Dimension(e.Report), From: e.From, To: e.To, OrganizationID: e.OrganizationID})
	if err != nil {
		return err
	}
	home := homes[Dimension(e.Report)]
	table.Columns = statisticsColumns(Dimension(e.Report))
	table.Lead, table.Frozen, table.Expected, table.Charted = len(table.Columns)-5, 2, int64(len(rows)), true
	table.Rows = func(yield func([]Cell, error) bool) {
		for i, row := range rows {
			cells := []Cell{{Number: int64(i + 1)}, {Text: row.Name}}
			if home != "" {
				cells = append(cells, Cell{Text: row.Home})
			}
			if !yield(append(cells, row.cells()...), nil) {
				return
			}
		}
	}
	table.Total = func() (string, []Cell) { return "合计", total.cells() }
	table.Notes, table.Meanings = statisticsNotes(Dimension(e.Report)), statisticsMeanings()
	return nil
}

// cells are the figures in the order of the columns.
func (f Figures) cells() []Cell {
	return []Cell{{Number: f.Activities}, {Number: f.Attendances}, {Number: f.People}, {Number: f.Minutes}, {Number: f.Minutes}}
}

var (
	// names is what the rows of each dimension are called.
	names = map[Dimension]string{
		ByStation: "实践站", ByTeam: "志愿服务队", ByAffiliation: "条线", ByCategory: "活动类别", ByMonth: "月份", ByQuarter: "季度", ByYear: "年度", ByOrganization: "组织", ByPlatform: "平台", ByBrand: "特色品牌",
	}
	// homes is what the rows belong to: two stations or teams may have one name.
	homes = map[Dimension]string{ByStation: "所属实践所", ByTeam: "所属组织", ByOrganization: "上级组织", ByBrand: "所属组织"}
)

func statisticsColumns(dimension Dimension) []Column {
	columns := []Column{{Head: "序号", Kind: Integer, Width: 8}, {Head: names[dimension], Width: 66}}
	if home := homes[dimension]; home != "" {
		columns[1].Width = 42
		columns = append(columns, Column{Head: home, Width: 36})
	}
	return append(columns,
		Column{Head: nameOf(Activities), Kind: Integer, Width: 12},
		Column{Group: "参与情况", Head: nameOf(Attendances), Kind: Integer, Width: 12},
		Column{Group: "参与情况", Head: nameOf(People), Kind: Integer, Width: 12},
		Column{Group: nameOf(Minutes), Head: "分钟", Kind: Integer, Width: 14},
		Column{Group: nameOf(Minutes), Head: "小时", Kind: Hours, Width: 14},
	)
}
