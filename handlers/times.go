package handlers

import (
	"time"

	"practicestation/models"
)

// localTime shows an instant with the installation's offset from UTC.
func localTime(tx *models.Tx, at time.Time) time.Time { return at.In(tx.Zone) }

// localTimeOrNone is localTime of an instant that may be missing.
func localTimeOrNone(tx *models.Tx, at *time.Time) *time.Time {
	if at == nil {
		return nil
	}
	local := at.In(tx.Zone)
	return &local
}

// parseDateOrTime reads a day, which means its first instant here, or an instant. The contract check has seen to it that
// the text is one of the two.
func parseDateOrTime(tx *models.Tx, text string) time.Time {
	if day, ok := models.ParseDate(text); ok {
		return day.In(tx.Zone)
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

// dateOrTimeOrNone is parseDateOrTime of an optional text; it gives the zero time for a missing one.
func dateOrTimeOrNone[T ~string](tx *models.Tx, text *T) time.Time {
	if text == nil {
		return time.Time{}
	}
	return parseDateOrTime(tx, string(*text))
}
