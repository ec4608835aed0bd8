package activity_test

import (
	"fmt"

	"practicestation/models"
	"practicestation/models/activity"
)

// undone: a batch of three is undone while twelve people sign up: once only if nobody has, and once leaving what has people.
// Whoever was told of a seat keeps it, and what is withdrawn holds nobody.
func undone(w *world, workers int) {
	batch, shifts := w.copied(w.draft(w.plan(9, 0)), true, "2026-04-01", "2026-04-02", "2026-04-03")
	people := w.volunteers(12)
	kept, undos := make([]*activity.SignUp, len(people)), make([]error, 2)
	w.atOnce(workers, 14, func(db *models.DB, i int) (err error) {
		if i%7 == 3 {
			_, err = w.undoBy(db, w.manager, batch.ID, i == 10)
			undos[i/7] = err
			return err
		}
		who := i - (i+3)/7
		kept[who], err = w.signUpOn(db, people[who], shifts[who%3])
		return err
	}, activity.ErrWithdrawn, activity.ErrBatchHeld, activity.ErrBatchUndone)
	if undos[0] == nil && undos[1] == nil {
		w.t.Error("broken: the batch was undone twice")
	}
	for i, signUp := range kept {
		if signUp != nil && w.find(signUp).Status != activity.SignedUp {
			w.t.Errorf("broken: person %d lost the seat that they were told of", i)
		}
	}
	for _, shift := range shifts {
		if status, taken := w.status(shift), w.reload(shift).Confirmed; status == activity.Withdrawn && taken > 0 {
			w.t.Errorf("broken: the activity is %s with %d seats taken", status, taken)
		}
	}
	again, _ := w.copied(w.draft(w.plan(1, 0)), true, "2026-04-01")
	w.expect("undos of one batch", w.atOnce(workers, 8, func(db *models.DB, _ int) error {
		_, err := w.undoBy(db, w.manager, again.ID, true)
		return err
	}, activity.ErrBatchUndone), 1)
	w.outcomes(again.ID, "withdrawn:taken_back:")
}

// madeOften: the same copy and the same batch are asked for ten times at once, as by an impatient finger; each is made once.
func madeOften(w *world, workers int) {
	in := w.plan(1, 0)
	in.Title = fmt.Sprintf("第 %d 个活动", len(w.numbers("SELECT id FROM activities")))
	source := w.draft(in)
	w.expect("copies made", w.atOnce(workers, 10, func(db *models.DB, _ int) error {
		_, err := w.copiesOn(db, w.manager, source, activity.CopyInput{Dates: []models.Date{"2026-04-05"}, Publish: true})
		return err
	}, activity.ErrBatchRefused), 1)
	in.Title += "、第二"
	w.expect("batches made", w.atOnce(workers, 10, func(db *models.DB, _ int) error {
		_, err := change(w, db, w.manager, func(tx *models.Tx) (*activity.Batch, error) {
			return activity.CreateBatch(tx, activity.BatchInput{Activities: []activity.Input{in}})
		})
		return err
	}, activity.ErrBatchRefused), 1)
}
