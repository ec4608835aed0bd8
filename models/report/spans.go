package report

import "practicestation/models"

// spanRows is how many entries are read by one statement: a database sorts them before it gives the first one, and nobody
// waits half a minute for the first of a million.
const spanRows = 50_000

// day is how many entries a day has.
type day struct {
	ServedOn models.Date
	Entries  int64
}

func (e *Export) days(tx *models.Tx, paths []string) ([]day, error) {
	var days []day
	err := entries(tx, e.From, e.To, paths).Select("e.served_on, COUNT(*) AS entries").Group("e.served_on").Order("e.served_on").Scan(&days).Error
	return days, err
}

// span is some days in a row: [from, to).
type span struct{ from, to models.Date }

// spans cuts a period into statements of about so many entries, but never within a day.
func spans(days []day, from, to models.Date, most int64) []span {
	var cut []span
	held := int64(0)
	for _, one := range days {
		if held > 0 && held+one.Entries > most {
			cut, from, held = append(cut, span{from, one.ServedOn}), one.ServedOn, 0
		}
		held += one.Entries
	}
	return append(cut, span{from, to})
}
