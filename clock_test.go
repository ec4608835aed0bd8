//go:build !testclock

package main

import (
	"testing"
	"time"
)

func TestOrdinaryBuildRefusesTheTestClock(t *testing.T) {
	t.Parallel()
	getenv := func(name string) string { return map[string]string{"STATION_TEST_CLOCK": "/tmp/now"}[name] }
	if _, err := newClock(getenv); err == nil {
		t.Error("an ordinary build accepted STATION_TEST_CLOCK")
	}
}

func TestClockIsUTCInMilliseconds(t *testing.T) {
	t.Parallel()
	clock, err := newClock(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	now := clock()
	if now.Location() != time.UTC || now.Nanosecond()%int(time.Millisecond) != 0 {
		t.Errorf("the clock says %v", now)
	}
}
