package activity_test

import (
	"fmt"
	"slices"
	"strings"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/hours"
)

// invariant is a sentence that must hold of the whole database at any time: rows tells for each subject what is stored and
// what is found by counting, in plain SQL, and wrong says which of these rows must not be.
type invariant struct {
	sentence string
	rows     string
	wrong    string
}

// The rule is that waiting ones hold their time too, so an overlap is looked for among all live sign-ups. Once a shift has
// begun nobody is promoted any more, hence the instant in the rule about lost seats.
var invariants = []invariant{
	{"the counter of seats equals its rows", `SELECT h.id AS subject, h.confirmed AS told, (SELECT COUNT(*) FROM sign_ups s
		WHERE s.shift_id = h.id AND s.status IN ('confirmed', 'checked_in', 'completed')) AS found FROM shifts h`, "told <> found"},
	{"the counter of the queue equals its rows", `SELECT h.id AS subject, h.waitlisted AS told, (SELECT COUNT(*) FROM sign_ups s
		WHERE s.shift_id = h.id AND s.status = 'waitlisted') AS found FROM shifts h`, "told <> found"},
	{"no shift is oversold", `SELECT h.id AS subject, h.capacity + h.over_limit AS told, (SELECT COUNT(*) FROM sign_ups s
		WHERE s.shift_id = h.id AND s.status IN ('confirmed', 'checked_in', 'completed')) AS found FROM shifts h`, "found > told"},
	{"who is above the capacity is counted openly", `SELECT id AS subject, over_limit AS told,
		CASE WHEN confirmed > capacity THEN confirmed - capacity ELSE 0 END AS found FROM shifts`, "told <> found"},
	{"a shift is above its capacity for a reason, and has none otherwise", "SELECT id AS subject, over_limit > 0 AS told, over_reason IS NOT NULL AS found FROM shifts", "told <> found"},
	{"no queue is longer than allowed", "SELECT id AS subject, waitlist_capacity AS told, waitlisted AS found FROM shifts", "found > told"},
	{"no counter is negative", "SELECT id AS subject, confirmed AS told, waitlisted AS found FROM shifts", "told < 0 OR found < 0"},
	{"no seat is lost while somebody waits who may have it", `SELECT h.id AS subject, h.capacity AS told, h.confirmed AS found FROM shifts h
		JOIN activities a ON a.id = h.activity_id WHERE h.starts_at > ? AND h.quotas = '[]' AND EXISTS (SELECT 1 FROM sign_ups s
		WHERE s.shift_id = h.id AND s.status = 'waitlisted' AND (a.risk_level <> 'high' AND a.emergency = 0 OR a.risk_notice_id IS NULL OR s.risk_notice_id = a.risk_notice_id))`, "found < told"},
	{"in dangerous work, who moved up had acknowledged the risk", `SELECT s.id AS subject, s.activity_id AS told, s.volunteer_id AS found FROM sign_ups s
		JOIN activities a ON a.id = s.activity_id WHERE (a.risk_level = 'high' OR a.emergency = 1) AND s.live = 1 AND s.risk_notice_id IS NULL`, "1 = 1"},
	{"a person is on a shift once", `SELECT shift_id AS subject, volunteer_id AS told, COUNT(*) AS found FROM sign_ups
		WHERE status NOT IN ('cancelled', 'cancelled_by_organizer') GROUP BY shift_id, volunteer_id`, "found > 1"},
	{"a sign-up is live until it is cancelled", `SELECT id AS subject, COALESCE(live, 0) AS told,
		status NOT IN ('cancelled', 'cancelled_by_organizer') AS found FROM sign_ups`, "told <> found"},
	{"nobody is at two places at once", `SELECT a.volunteer_id AS subject, a.id AS told, b.id AS found FROM sign_ups a
		JOIN sign_ups b ON b.volunteer_id = a.volunteer_id AND b.shift_id <> a.shift_id AND b.id > a.id
		JOIN shifts x ON x.id = a.shift_id JOIN shifts y ON y.id = b.shift_id AND x.starts_at < y.ends_at AND y.starts_at < x.ends_at
		WHERE a.status NOT IN ('cancelled', 'cancelled_by_organizer') AND b.status NOT IN ('cancelled', 'cancelled_by_organizer')`, "1 = 1"},
	{"arrivals are numbered from 1 without a gap", `SELECT h.id AS subject, h.last_sequence AS told,
		(SELECT COUNT(DISTINCT s.sequence) FROM sign_ups s WHERE s.shift_id = h.id AND s.sequence BETWEEN 1 AND h.last_sequence) AS found
		FROM shifts h`, "told <> found"},
	{"no two arrivals have one number", `SELECT shift_id AS subject, COUNT(*) AS told, COUNT(DISTINCT sequence) AS found
		FROM sign_ups GROUP BY shift_id`, "told <> found"},
	{"a cancelled or withdrawn activity holds nobody", `SELECT a.id AS subject, s.id AS told, s.shift_id AS found FROM activities a
		JOIN sign_ups s ON s.activity_id = a.id WHERE a.status IN ('cancelled', 'withdrawn') AND s.status IN ('confirmed', 'waitlisted')`, "1 = 1"},
	{"a cancelled shift holds nobody", `SELECT h.id AS subject, s.id AS told, s.volunteer_id AS found FROM shifts h
		JOIN sign_ups s ON s.shift_id = h.id WHERE h.cancelled_at IS NOT NULL AND s.status IN ('confirmed', 'waitlisted')`, "1 = 1"},
	{"an approved application has its sign-up, and waits no longer", `SELECT q.id AS subject, q.status IN ('approved') AS told, COUNT(s.id) AS found
		FROM applications q LEFT JOIN sign_ups s ON s.id = q.sign_up_id AND s.volunteer_id = q.volunteer_id AND s.shift_id = q.shift_id GROUP BY q.id, q.status`, "told <> found"},
	{"an application is live as long as it is pending", `SELECT id AS subject, COALESCE(live, 0) AS told, status = 'pending' AS found FROM applications`, "told <> found"},
	{"a venue and a leader are at one activity at a time, unless openly accepted", `SELECT a.id AS subject, b.id AS told,
		COALESCE(a.venue_id = b.venue_id, 0) AS found FROM activities a JOIN activities b ON b.id > a.id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
		AND (b.venue_id = a.venue_id OR b.leader_account_id = a.leader_account_id) WHERE a.status = 'published' AND b.status = 'published'
		AND NOT EXISTS (SELECT 1 FROM conflict_overrides o WHERE o.activity_id = a.id AND o.other_id = b.id OR o.activity_id = b.id AND o.other_id = a.id)`, "1 = 1"},
	{"an accepted invitation has its sign-up", `SELECT q.id AS subject, q.status IN ('accepted') AS told, COUNT(s.id) AS found
		FROM invitations q LEFT JOIN sign_ups s ON s.id = q.sign_up_id AND s.volunteer_id = q.volunteer_id AND s.shift_id = q.shift_id GROUP BY q.id, q.status`, "told <> found"},
	{"nobody is asked for a seat that is gone", `SELECT q.id AS subject, q.seat_id AS told, q.volunteer_id AS found FROM invitations q
		JOIN sign_ups s ON s.id = q.seat_id JOIN shifts h ON h.id = q.shift_id
		WHERE q.status = 'pending' AND h.ends_at > ? AND s.status <> 'confirmed'`, "1 = 1"},
	{"a completed sign-up has one entry, any other none, but for who has come back", `SELECT s.id AS subject, s.status = 'completed' OR
		s.status = 'checked_in' AND EXISTS (SELECT 1 FROM attendance_events e WHERE e.sign_up_id = s.id AND e.kind = 'out' AND e.struck_at IS NULL AND e.occurred_at >= s.checked_in_at) AS told,
		(SELECT COUNT(*) FROM entries e WHERE e.sign_up_id = s.id AND e.status <> 'withdrawn' AND e.corrects_id IS NULL) AS found FROM sign_ups s`, "told <> found"},
	{"the counter of undecided entries equals its rows", `SELECT a.id AS subject, a.pending_entries AS told, (SELECT COUNT(*) FROM entries e
		WHERE e.activity_id = a.id AND e.status = 'pending') AS found FROM activities a`, "told <> found"},
	{"the counter of decided entries equals its rows", `SELECT a.id AS subject, a.decided_entries AS told, (SELECT COUNT(*) FROM entries e
		WHERE e.activity_id = a.id AND e.status NOT IN ('pending', 'withdrawn')) AS found FROM activities a`, "told <> found"},
}

// invariants fails the test with every sentence that does not hold, and with what the operator's checks would find.
func (w *world) invariants() {
	w.t.Helper()
	if broken := append(w.violations(), w.findings()...); len(broken) > 0 {
		w.t.Fatal(strings.Join(broken, "\n"))
	}
}

// findings runs the checks of the operator and gives what each finds.
func (w *world) findings() (all []string) {
	w.t.Helper()
	for _, check := range slices.Concat(activity.Checks(), hours.Checks(), models.AuditChecks()) {
		_, found, err := check.Run(w.t.Context(), w.DB, func(int64) {})
		w.must(err)
		if found != nil {
			all = append(all, fmt.Sprintf("%s %d: %s", found.Table, found.Row, found.Text))
		}
	}
	return all
}

func (w *world) violations() []string {
	w.t.Helper()
	var all []string
	for _, rule := range invariants {
		var values []any
		if strings.Contains(rule.rows, "?") {
			values = append(values, w.DB.Now())
		}
		type row struct{ Subject, Told, Found int64 }
		wrong := read(w, w.manager, func(tx *models.Tx) (rows []row, err error) {
			err = tx.DB.Raw("SELECT * FROM ("+rule.rows+") AS counted WHERE "+rule.wrong, values...).Scan(&rows).Error
			return rows, err
		})
		for _, row := range wrong {
			all = append(all, fmt.Sprintf("broken: %s: %+v", rule.sentence, row))
		}
	}
	return append(all, w.quotaViolations()...)
}
