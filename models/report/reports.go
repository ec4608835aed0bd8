package report

// Report (报表) is which table is exported: one of the dimensions, or the hours one by one.
type Report string

// HoursDetail (时长明细) is the report with one row for each confirmed entry; the others are called as their dimension.
const HoursDetail Report = "hours"

// Reports lists all of them.
func Reports() []Report {
	all := []Report{HoursDetail}
	for _, dimension := range Dimensions() {
		all = append(all, Report(dimension))
	}
	return all
}

// Format is the kind of file.
type Format string

// The formats.
const (
	XLSX Format = "xlsx"
	CSV  Format = "csv"
)

// ContentType is the format's media type.
func (f Format) ContentType() string {
	if f == CSV {
		return "text/csv; charset=utf-8"
	}
	return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}
