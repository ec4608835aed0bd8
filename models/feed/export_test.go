package feed

import "time"

// WordsOf writes times as people read them.
var WordsOf = wordsOf

// Hours is for tests.
func (w *words) Hours(from, to time.Time) string { return w.hours(from, to) }

// Moment is for tests.
func (w *words) Moment(at time.Time) string { return w.moment(at) }

// Span is for tests.
func (w *words) Span(from, to time.Time) string { return w.span(from, to) }
