package holiday

import (
	"slices"

	"practicestation/models"
)

// replacement is one year of a file beside what is known of it.
type replacement struct {
	year          int
	before, after []Holiday
	from, to      string // where the notice can be read
	stored        *Year
}

func replacementOf(calendar *Calendar, year int, rows []row, stored *Year) replacement {
	r := replacement{year: year, before: calendar.Holidays(year), from: addressOf(year, stored), to: rows[0].url, stored: stored}
	for _, row := range rows {
		r.after = append(r.after, row.Holiday)
	}
	return r
}

func (r *replacement) changes() bool { return r.from != r.to || !slices.Equal(r.before, r.after) }

// clear claims the year and takes its days away; insert puts the new ones there, once all years of the file are clear: a
// day may have gone from one notice to the other.
func (r *replacement) clear(tx *models.Tx) error {
	if err := r.claim(tx); err != nil {
		return err
	}
	return tx.DB.Where("notice_year = ?", r.year).Delete(&Holiday{}).Error
}

func (r *replacement) insert(tx *models.Tx) error {
	if err := tx.DB.CreateInBatches(r.after, 100).Error; err != nil {
		return err
	}
	tx.Audit(models.AuditEntry{
		Action: "holidays.import", Subject: "holiday_year", SubjectID: int64(r.year),
		Before: map[string]any{"notice_url": r.from, "days": difference(r.before, r.after)},
		After:  map[string]any{"notice_url": r.to, "days": difference(r.after, r.before)},
	})
	return nil
}

// claim writes the row of the year before its days: of two imports of one year the second one waits here, finds that the
// version has moved, and runs again.
func (r *replacement) claim(tx *models.Tx) error {
	if r.stored == nil {
		return tx.DB.Create(&Year{NoticeYear: r.year, NoticeURL: r.to, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}).Error
	}
	moved := tx.DB.Model(&Year{}).Where("notice_year = ? AND version = ?", r.year, r.stored.Version).
		Updates(map[string]any{"notice_url": r.to, "version": r.stored.Version + 1, "updated_at": tx.Now})
	if moved.Error == nil && moved.RowsAffected == 0 {
		return tx.Retry()
	}
	return moved.Error
}

// told is what the import answers of the year.
func (r *replacement) told() Imported {
	done := Imported{Year: r.year, Changed: r.changes()}
	for _, day := range r.after {
		if day.Off() {
			done.Off++
		} else {
			done.MakeUp++
		}
	}
	return done
}

// importedYears are the notices that administrators have imported.
func importedYears(tx *models.Tx) (map[int]*Year, error) {
	var rows []Year
	if err := tx.DB.Find(&rows).Error; err != nil {
		return nil, err
	}
	years := make(map[int]*Year, len(rows))
	for i := range rows {
		years[rows[i].NoticeYear] = &rows[i]
	}
	return years, nil
}

// addressOf is where the notice of the year can be read, the imported one or the shipped one.
func addressOf(year int, imported *Year) string {
	if imported != nil {
		return imported.NoticeURL
	}
	for _, r := range shipped() {
		if r.NoticeYear == year {
			return r.url
		}
	}
	return ""
}

// difference tells of the days that are in one list and not alike in the other: "2027-01-01 元旦 holiday".
func difference(of, without []Holiday) []string {
	told := []string{}
	for _, day := range of {
		if !slices.Contains(without, day) {
			told = append(told, string(day.Day)+" "+day.Name+" "+string(day.Kind))
		}
	}
	return told
}
