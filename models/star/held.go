package star

import "practicestation/models"

// HeldLevel is, as SQL with its arguments, the highest star that the volunteer of this alias holds on a day under the scheme
// of today: granted by then, with no objection open, of a period that the day lies in, and not revoked since.
func HeldLevel(tx *models.Tx, volunteer string, day models.Date) (statement string, arguments []any, err error) {
	scheme, err := Current(tx)
	if err != nil {
		return "", nil, err
	}
	window := scheme.window(day)
	statement = "(SELECT COALESCE(MAX(a.level), 0) FROM star_applications AS a JOIN star_schemes AS p ON p.id = a.scheme_id WHERE a.volunteer_id = " +
		volunteer + ".id AND a.status = ? AND a.notice_until < ? AND p.period = ? AND " + openObjections + " = 0"
	arguments = []any{Approved, day, scheme.Period}
	if window.To != "" {
		statement += " AND (a.to_on IS NULL OR a.to_on > ?) AND (a.from_on IS NULL OR a.from_on < ?)"
		arguments = append(arguments, window.From, window.To)
	}
	return statement + ")", arguments, nil
}
