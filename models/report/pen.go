package report

import (
	"strconv"
	"time"
)

// pen writes the rows of a long table cell by cell, in the order of its columns. What it is given is only borrowed, so that
// a row costs no allocation.
type pen interface {
	text(value []byte)
	number(value int64)
	hours(minutes int64)
	day(value []byte)    // as 2026-11-01
	moment(at time.Time) // in the installation's zone; zero is none
	end() error          // ends the row
}

// nothing is shown where there is no moment.
const nothing = "—"

// flushAt is how many bytes a pen collects before it passes them on.
const flushAt = 64 << 10

// appendDecimal writes hours with two decimals. Minutes over 60 never lie between two of them, so nothing is lost to the
// rounding of halves.
func appendDecimal(to []byte, minutes int64) []byte {
	hundredths := (minutes*100 + 30) / 60
	to = strconv.AppendInt(to, hundredths/100, 10)
	return append(to, '.', byte('0'+hundredths/10%10), byte('0'+hundredths%10))
}

// appendMoment writes 2026-11-01 09:30.
func appendMoment(to []byte, at time.Time) []byte {
	year, month, day := at.Date()
	hour, minute, _ := at.Clock()
	to = append(strconv.AppendInt(to, int64(year), 10), '-')
	to = append(appendTwo(to, int(month)), '-')
	to = append(appendTwo(to, day), ' ')
	return appendTwo(append(appendTwo(to, hour), ':'), minute)
}

func appendTwo(to []byte, value int) []byte {
	return append(to, byte('0'+value/10), byte('0'+value%10))
}
