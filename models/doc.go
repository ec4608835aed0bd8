// Package models is the kernel that every concept of the field shares: the database in its two dialects, the unit of
// work, the one error, who asks and what they may do, pages, audit, and stored answers.
//
// A concept (organization, venue, account, volunteer, hours, activity, series, report) has a package of its own below this one. There a
// rule is a plain function whose first argument is the unit of work:
//
//	func SignUpAll(tx *models.Tx, shiftID int64, requests []Request) ([]Outcome, error)
//
// A rule locks, loads, decides by a pure method on the entity, saves and records; it never begins or commits, and it has
// no effect outside its Tx, because the kernel runs it again when the database asks for that. Locks are taken in one
// order everywhere: volunteers, activity, shifts, sign-ups, entries, and last what is said of these: honours, evaluations, applications
// for stars and objections to them.
//
// One write goes: router → contract check → handler → DB.Write → rule → commit, and back.
package models
