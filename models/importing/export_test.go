package importing

import (
	"context"
	"time"
)

// Lease is how long a claim holds without a sign of life.
const Lease = lease

// ErrLost says that a claim holds no more.
var ErrLost = errLost

// Live gives signs of life every millisecond.
func (c *Claim) Live(ctx context.Context, cancel context.CancelCauseFunc) {
	c.pulse = time.Millisecond
	c.live(ctx, cancel)
}
