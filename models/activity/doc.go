// Package activity holds what a station offers and who takes part: activities (文明实践活动), their shifts (班次), sign-ups
// (报名), the waiting list (候补) and attendance (签到、签退). They share one invariant and so one package:
//
//   - A shift never has more seats taken than its capacity, and its two counters equal its rows.
//   - A volunteer has at most one live sign-up for a shift, and no two live sign-ups, waiting ones included, overlap in
//     time. So a promotion only flips a row that already holds its time: it can never double-book anybody.
//   - A freed seat goes to the first in the queue in the transaction that frees it, as long as the shift has not begun.
//   - Attendance lives on the sign-up; a check-out makes exactly one entry of hours.
//
// Locks are taken in one order: volunteers, activity, shift, sign-ups. A sign-up takes no lock on the activity: whatever
// it relies on there moves the roster version of each shift, which guards the update that takes the seat.
package activity
