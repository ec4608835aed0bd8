package activity_test

import (
	"fmt"
	"strings"

	"practicestation/models"
)

// invariant is a sentence that must hold, and the plain SQL that finds the rows for which it does not.
type invariant struct {
	sentence   string
	violations string
}

// The rules say "waiting ones hold their time too", so an overlap is looked for among all live sign-ups. Of a shift that has
// begun nobody is promoted any more, hence the ? for now in the one about lost seats.
var invariants = []invariant{
	{"the seats counter equals its rows", `SELECT h.id AS subject, h.confirmed AS told, (SELECT COUNT(*) FROM sign_ups s WHERE s.shift_id = h.id
		AND s.status IN ('confirmed', 'checked_in', 'completed')) AS found FROM shifts h HAVING_TOLD_DIFFERS`},
	{"the queue counter equals its rows", `SELECT h.id AS subject, h.waitlisted AS told, (SELECT COUNT(*) FROM sign_ups s WHERE s.shift_id = h.id
		AND s.status = 'waitlisted') AS found FROM shifts h HAVING_TOLD_DIFFERS`},
	{"no shift is oversold", `SELECT h.id AS subject, h.capacity AS told, (SELECT COUNT(*) FROM sign_ups s WHERE s.shift_id = h.id
		AND s.status IN ('confirmed', 'checked_in', 'completed')) AS found FROM shifts h HAVING_FOUND_EXCEEDS`},
	{"no queue is longer than allowed", `SELECT h.id AS subject, h.waitlist_capacity AS told, h.waitlisted AS found FROM shifts h HAVING_FOUND_EXCEEDS`},
	{"no counter is negative", `SELECT id AS subject, confirmed AS told, waitlisted AS found FROM shifts WHERE confirmed < 0 OR waitlisted < 0`},
	{"no seat is lost while somebody waits", `SELECT id AS subject, capacity AS told, confirmed AS found FROM shifts
		WHERE waitlisted > 0 AND confirmed < capacity AND starts_at > ?`},
	{"a person is on a shift once", `SELECT shift_id AS subject, volunteer_id AS told, COUNT(*) AS found FROM sign_ups
		WHERE status NOT IN ('cancelled', 'cancelled_by_organizer') GROUP BY shift_id, volunteer_id HAVING COUNT(*) > 1`},
	{"a sign-up is live until it is cancelled", `SELECT id AS subject, volunteer_id AS told, live AS found FROM sign_ups
		WHERE (live IS NULL) <> (status IN ('cancelled', 'cancelled_by_organizer'))`},
	{"nobody is at two places at once", `SELECT a.volunteer_id AS subject, a.id AS told, b.id AS found FROM sign_ups a JOIN sign_ups b
		ON b.volunteer_id = a.volunteer_id AND b.id > a.id JOIN shifts x ON x.id = a.shift_id JOIN shifts y ON y.id = b.shift_id
		WHERE a.status NOT IN ('cancelled', 'cancelled_by_organizer') AND b.status NOT IN ('cancelled', 'cancelled_by_organizer')
		AND x.id <> y.id AND x.starts_at < y.ends_at AND y.starts_at < x.ends_at`},
	{"arrivals are numbered without a gap or a pair", `SELECT h.id AS subject, h.last_sequence AS told, COUNT(DISTINCT s.sequence) AS found
		FROM shifts h LEFT JOIN sign_ups s ON s.shift_id = h.id GROUP BY h.id, h.last_sequence
		HAVING COUNT(s.id) <> h.last_sequence OR COUNT(DISTINCT s.sequence) <> h.last_sequence OR COALESCE(MAX(s.sequence), 0) <> h.last_sequence`},
	{"a cancelled or withdrawn activity holds nobody", `SELECT a.id AS subject, s.id AS told, s.shift_id AS found FROM activities a
		JOIN sign_ups s ON s.activity_id = a.id WHERE a.status IN ('cancelled', 'withdrawn') AND s.status IN ('confirmed', 'waitlisted')`},
	{"a sign-up earns one entry, once completed", `SELECT s.id AS subject, s.status = 'completed' AS told, COUNT(e.id) AS found FROM sign_ups s
		LEFT JOIN entries e ON e.sign_up_id = s.id GROUP BY s.id, s.status HAVING COUNT(e.id) <> (s.status = 'completed')`},
	{"the counter of pending entries equals its rows", `SELECT a.id AS subject, a.pending_entries AS told, (SELECT COUNT(*) FROM entries e
		WHERE e.activity_id = a.id AND e.status = 'pending') AS found FROM activities a HAVING_TOLD_DIFFERS`},
	{"the counter of decided entries equals its rows", `SELECT a.id AS subject, a.decided_entries AS told, (SELECT COUNT(*) FROM entries e
		WHERE e.activity_id = a.id AND e.status <> 'pending') AS found FROM activities a HAVING_TOLD_DIFFERS`},
}

// broken is one row that an invariant forbids.
type broken struct{ Subject, Told, Found int64 }

// invariants checks what must be true of the whole database at any time, and fails the test with each sentence that is not.
func (w *world) invariants() {
	w.t.Helper()
	for _, sentence := range w.violations() {
		w.t.Error(sentence)
	}
	if w.t.Failed() {
		w.t.FailNow()
	}
}

func (w *world) violations() []string {
	w.t.Helper()
	var all []string
	for _, rule := range invariants {
		query := strings.NewReplacer("HAVING_TOLD_DIFFERS", "", "HAVING_FOUND_EXCEEDS", "").Replace(rule.violations)
		switch {
		case strings.HasSuffix(rule.violations, "HAVING_TOLD_DIFFERS"):
			query = "SELECT * FROM (" + query + ") AS counted WHERE told <> found"
		case strings.HasSuffix(rule.violations, "HAVING_FOUND_EXCEEDS"):
			query = "SELECT * FROM (" + query + ") AS counted WHERE found > told"
		}
		var values []any
		if strings.Contains(query, "?") {
			values = append(values, w.DB.Now())
		}
		rows := read(w, w.manager, func(tx *models.Tx) (rows []broken, err error) {
			err = tx.DB.Raw(query, values...).Scan(&rows).Error
			return rows, err
		})
		for _, row := range rows {
			all = append(all, fmt.Sprintf("broken invariant: %s: %+v", rule.sentence, row))
		}
	}
	return all
}
