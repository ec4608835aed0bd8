// Package series holds what a station does regularly (系列活动): when it recurs, what each occurrence (场次) is like, and how
// the activities that are made from it ahead of time keep up with it.
//
//   - An occurrence is known by its series, its original day and its rule; a unique key lets each become one activity,
//     however many instances generate at once.
//   - What the series wrote into an activity is kept beside it. A field that has another value since was changed by
//     somebody, and stays.
//   - Only occurrences to come that nobody has signed up for are changed or withdrawn. One with people that no longer fits is
//     kept as it is, and they are told.
//
// One function, reconcile, makes the activities agree with the series: after a change, when it ends, and in the daily job.
package series
