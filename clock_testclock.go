//go:build testclock

package main

import (
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// newClock gives the clock of a test: at every call the instant that stands in the file STATION_TEST_CLOCK names, or this
// machine's time when the variable is not set.
func newClock(getenv func(string) string) (func() time.Time, error) {
	path := getenv("STATION_TEST_CLOCK")
	if path == "" {
		return func() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }, nil
	}
	first, err := readClock(path)
	if err != nil {
		return nil, fmt.Errorf("STATION_TEST_CLOCK 指向的文件要有一个时刻，例如 2026-03-01T09:00:00+08:00：%w", err)
	}
	var last atomic.Pointer[time.Time]
	last.Store(&first)
	return func() time.Time { return rereadClock(path, &last) }, nil
}

// rereadClock reads the instant anew. A test that rewrites the file in place leaves it empty or half written for a
// moment, so a failed read is tried again for a tenth of a second. After that the last good instant stands: a clock
// cannot return an error, and time that stands still is the mildest way to be wrong.
func rereadClock(path string, last *atomic.Pointer[time.Time]) time.Time {
	for range 20 {
		if now, err := readClock(path); err == nil {
			last.Store(&now)
			return now
		}
		time.Sleep(5 * time.Millisecond)
	}
	return *last.Load()
}

func readClock(path string) (time.Time, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return time.Time{}, err
	}
	now, err := time.Parse(time.RFC3339, strings.TrimSpace(string(text)))
	if err != nil {
		return time.Time{}, err
	}
	return now.UTC().Truncate(time.Millisecond), nil
}
