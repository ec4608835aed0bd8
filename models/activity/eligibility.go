package activity

import "practicestation/models"

// Eligible is whether somebody can sign up for a shift now.
type Eligible struct {
	ShiftID         int64
	Obstacles       []Obstacle
	MustAcknowledge bool // the sign-up has to say that the risk notice has been read
}

// Eligibility tells the actor every obstacle to signing up for the shift now, without taking anything. That the risk has
// yet to be acknowledged is no obstacle: that is done by signing up. It fails with ErrShiftNotFound.
func Eligibility(tx *models.Tx, shiftID int64) (*Eligible, error) {
	asks := Request{VolunteerID: tx.Actor.VolunteerID, Actor: tx.Actor, Way: Way{RiskAcknowledged: true}}
	seen, err := look(tx, shiftID, []Request{asks}, false)
	if err != nil {
		return nil, err
	}
	return &Eligible{ShiftID: shiftID, Obstacles: seen.obstacles(tx.Now, asks), MustAcknowledge: seen.activity.RiskLevel == HighRisk}, nil
}
