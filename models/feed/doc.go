// Package feed shows activities where people look for them: the days of a month, the calendar of a phone, the text and the
// poster that bring others along. It changes nothing but the secret addresses of calendars.
package feed
