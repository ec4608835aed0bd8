package target

import (
	"practicestation/models"
	"practicestation/models/report"
)

// Number names one number of a progress: whose, of which comparison, in which of its windows, and which part of a ratio.
type Number struct {
	SubjectID  int64
	Comparison int    // from 0, in the order of Condition.All
	Window     string // its name; empty: the first
	Part       int    // 0, or 1 for what is divided by
}

// Details lists the rows behind one number, which come to it: they are found as the number is counted.
// It fails with ErrNotFound, ErrPermission or ErrInvalid.
func (in Asked) Details(tx *models.Tx, id int64, number Number, page models.Page) (listed models.Paged[report.Contribution], sum int64, err error) {
	of, err := in.read(tx, id)
	if err != nil {
		return listed, 0, err
	}
	mine, err := of.tally.Holds(tx, number.SubjectID)
	if err != nil {
		return listed, 0, err
	}
	if !mine {
		return listed, 0, models.Unknown("subject_id")
	}
	of.tally.IDs = []int64{number.SubjectID}
	questions, asks, empty := of.questions(tx.Today())
	if number.Comparison < 0 || number.Comparison >= len(empty) {
		return listed, 0, models.Unknown("comparison")
	}
	for _, one := range asks {
		window := empty[one.comparison].Counted[one.window].Code
		if one.comparison == number.Comparison && one.part == number.Part && (number.Window == "" || number.Window == window) {
			return of.tally.Details(tx, questions[one.question], number.SubjectID, page)
		}
	}
	return listed, 0, models.Unknown("window")
}
