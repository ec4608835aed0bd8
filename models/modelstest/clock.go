package modelstest

import (
	"sync"
	"time"
	_ "time/tzdata" // the zone must be there on a machine without zone files too
)

// Clock is the "now" of a test: it stands still until the test moves it.
type Clock struct {
	mutex sync.Mutex
	now   time.Time
}

// NewClock starts on Monday 2026-03-02 at 09:00 in Shanghai.
func NewClock() *Clock {
	return &Clock{now: time.Date(2026, time.March, 2, 9, 0, 0, 0, Zone())}
}

// Now is the instant that the clock stands at.
func (c *Clock) Now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.now
}

// Set moves the clock to an instant, forward or back.
func (c *Clock) Set(at time.Time) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.now = at
}

// Advance moves the clock by a duration.
func (c *Clock) Advance(by time.Duration) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.now = c.now.Add(by)
}

// Zone is Asia/Shanghai, the zone that tests run in.
func Zone() *time.Location {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(err) // the zone files are part of the binary
	}
	return zone
}
