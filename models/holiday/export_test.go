package holiday

// Accepted lists the rows in which reading has found nothing wrong.
func (s Sheet) Accepted() []Holiday {
	var days []Holiday
	for _, r := range s.rows {
		if len(r.faults) == 0 {
			days = append(days, r.Holiday)
		}
	}
	return days
}
