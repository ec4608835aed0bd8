package holiday

import (
	"fmt"
	"maps"
	"slices"

	"practicestation/models"
	"practicestation/models/lunar"
)

// ErrSheet names every bad row of a file of holidays; nothing was imported.
var ErrSheet = models.DefineError(models.Invalid, "holidays_invalid", "放假安排有错误",
	"文件有错误，什么都没有导入。请按逐行的说明改好后重新导入。")

// Imported is what an import did with one year.
type Imported struct {
	Year    int
	Off     int // days off
	MakeUp  int // weekends worked
	Changed bool
}

// Import replaces the notices of the years that the file names, for an administrator. It fails with ErrPermission, and
// as Replace does.
func Import(tx *models.Tx, sheet Sheet) ([]Imported, error) {
	if !tx.Actor.CanSomewhere(models.ManageHolidays) {
		return nil, models.ErrPermission
	}
	return Replace(tx, sheet)
}

// Replace replaces the notices of the years that the file names, all of them or none; a year that is the same already is
// left alone. It fails with ErrSheet, which names every bad row.
func Replace(tx *models.Tx, sheet Sheet) ([]Imported, error) {
	stored, err := importedYears(tx) // before the days, so that a version that has moved shows that the days may have
	if err != nil {
		return nil, err
	}
	calendar, err := Load(tx)
	if err != nil {
		return nil, err
	}
	if err := sheet.check(calendar); err != nil {
		return nil, err
	}
	var done []Imported
	var changed []replacement
	for _, year := range sheet.years() {
		one := replacementOf(calendar, year, sheet.of(year), stored[year])
		done = append(done, one.told())
		if one.changes() {
			changed = append(changed, one)
		}
	}
	err = replaceAll(tx, changed)
	if models.IsDuplicate(err) {
		return nil, tx.Retry() // another import was faster, with this year or with one of its days
	}
	return done, err
}

func replaceAll(tx *models.Tx, changed []replacement) error {
	for i := range changed {
		if err := changed[i].clear(tx); err != nil {
			return err
		}
	}
	for i := range changed {
		if err := changed[i].insert(tx); err != nil {
			return err
		}
	}
	return nil
}

// years lists the years that the sheet has a notice for.
func (s *Sheet) years() []int {
	named := map[int]bool{}
	for _, r := range s.rows {
		if r.NoticeYear != 0 {
			named[r.NoticeYear] = true
		}
	}
	return slices.Sorted(maps.Keys(named))
}

// of gives the rows of one year in the order of their days.
func (s *Sheet) of(year int) []row {
	var rows []row
	for _, r := range s.rows {
		if r.NoticeYear == year {
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(a, b row) int { return compareDays(a.Holiday, b.Holiday) })
	return rows
}

// check finds what no row shows by itself, and fails with ErrSheet when any row is bad.
func (s *Sheet) check(calendar *Calendar) error {
	s.checkDays(calendar)
	s.checkAddresses()
	faults := s.faults()
	if len(faults) == 0 {
		faults = s.missing() // a row that cannot be read might have been the festival
	}
	if len(faults) == 0 {
		return nil
	}
	return ErrSheet.WithFields(faults...)
}

func (s *Sheet) faults() models.Faults {
	var all models.Faults
	for _, r := range s.rows {
		all = append(all, r.faults...)
	}
	return all
}

// checkDays: each day stands once in the file, and in no notice of a year that the file leaves alone.
func (s *Sheet) checkDays(calendar *Calendar) {
	years := s.years()
	first := map[models.Date]string{}
	for i := range s.rows {
		r := &s.rows[i]
		if r.Day == "" {
			continue
		}
		if place, twice := first[r.Day]; twice {
			r.add("date", "duplicate_date", string(r.Day)+" 在 "+place+" 已经出现过，每天只能有一行。")
			continue
		}
		first[r.Day] = r.place
		if known, named := calendar.days[r.Day]; named && !slices.Contains(years, known.NoticeYear) {
			r.add("date", "other_notice", fmt.Sprintf("%s 已在 %d 年的通知里，请改正，或把 %d 年的安排一起导入。", r.Day, known.NoticeYear, known.NoticeYear))
		}
	}
}

// checkAddresses: the rows of one notice have one address.
func (s *Sheet) checkAddresses() {
	first := map[int]string{}
	for i := range s.rows {
		r := &s.rows[i]
		if r.NoticeYear == 0 {
			continue
		}
		address, seen := first[r.NoticeYear]
		if !seen {
			first[r.NoticeYear] = r.url
		}
		if seen && address != r.url {
			r.add("notice_url", "other_address", fmt.Sprintf("%d 年的通知网址前后不一致，请写成同一个。", r.NoticeYear))
		}
	}
}

// missing names the festivals that are days off by law in every year and that the sheet has not: such a file was cut
// off, or is another year's.
func (s *Sheet) missing() models.Faults {
	var faults models.Faults
	if len(s.rows) == 0 {
		faults.Add(s.source, "no_rows", "文件里没有一行放假安排，请检查是否选错了文件。")
	}
	off := map[models.Date]bool{}
	for _, r := range s.rows {
		off[r.Day] = off[r.Day] || r.Off()
	}
	for _, year := range s.years() {
		for _, festival := range festivals(year) {
			if !off[festival.Day] {
				faults.Add(s.source, "festival_missing", fmt.Sprintf("%d 年的安排里缺少 %s（%s）放假，文件不完整。", year, festival.Name, festival.Day))
			}
		}
	}
	return faults
}

// festivals are the seven that the regulation on national holidays makes days off, each by its first day.
func festivals(year int) []Holiday {
	spring, _ := lunar.Civil(year, 1, 1, false)
	qingming, _ := lunar.TermNamed("清明")
	tombs, _ := lunar.SolarTerm(year, qingming)
	boats, _ := lunar.Civil(year, 5, 5, false)
	moon, _ := lunar.Civil(year, 8, 15, false)
	civil := func(day string) models.Date { return models.Date(fmt.Sprintf("%d-%s", year, day)) }
	return []Holiday{
		{Name: "元旦", Day: civil("01-01")},
		{Name: "春节", Day: spring},
		{Name: "清明节", Day: tombs},
		{Name: "劳动节", Day: civil("05-01")},
		{Name: "端午节", Day: boats},
		{Name: "中秋节", Day: moon},
		{Name: "国庆节", Day: civil("10-01")},
	}
}
