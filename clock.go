//go:build !testclock

package main

import (
	"errors"
	"time"
)

// newClock gives the program's clock: this machine's, in UTC and cut to the milliseconds that the databases keep.
// A variable that could move the clock must not work in the field, and must not be silently ignored either: whoever set
// it believes in a time that this program does not follow.
func newClock(getenv func(string) string) (func() time.Time, error) {
	if getenv("STATION_TEST_CLOCK") != "" {
		return nil, errors.New("STATION_TEST_CLOCK 只对用 -tags testclock 构建的测试程序有效，请去掉这个环境变量")
	}
	return func() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }, nil
}
