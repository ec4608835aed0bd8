// Package recurrence holds what a station's repetition (重复规则) is and which days it gives. It is pure: it reads no
// database and no clock, so that a preview, the job that generates, and the dry run of a change agree by construction.
//
//   - A Plan has one rule or more, and each rule its own shifts: a station keeps other hours on weekends.
//   - A rule gives original days; the holiday policy then holds, skips or moves each of them. An occurrence is known by
//     its original day and its rule, so that one that a holiday moves is still the same one.
//   - Every plan ends, within two years: what is wrong with a rule is said before it is stored, all faults at once.
//
// Days are civil dates of the installation; a shift's local times become instants in its zone.
package recurrence
