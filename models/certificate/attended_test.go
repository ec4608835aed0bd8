package certificate_test

import (
	"time"

	"pgregory.net/rapid"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/hours"
)

// visit is once in and out again, in minutes from the shift's beginning.
type visit struct{ in, out int64 }

// countedOf is what visits come to by hand: the part of each that lies within the shift.
func countedOf(visits []visit, length int64) (minutes int64) {
	for _, one := range visits {
		minutes += max(0, min(one.out, length)-max(one.in, 0))
	}
	return minutes
}

// drawVisits draws one visit, or two with a break between them, from twenty minutes before a shift to twenty after it.
func drawVisits(r *rapid.T, length int64) []visit {
	first := rapid.Int64Range(-20, length-30).Draw(r, "in")
	visits := []visit{{first, rapid.Int64Range(max(first, 0)+1, length+20).Draw(r, "out")}}
	if back := visits[0].out + 5; back < length-5 && rapid.Bool().Draw(r, "comes back") {
		again := rapid.Int64Range(back, length-5).Draw(r, "in again")
		visits = append(visits, visit{again, rapid.Int64Range(again+1, length+20).Draw(r, "out again")})
	}
	return visits
}

// attend has the volunteer sign up for one or two shifts of the next day, come and go as drawn, and be ticked by the first manager; what the
// rules make of it is held against a count by hand.
func (p *proof) attend() {
	p.r.Helper()
	const length = 200
	day := models.DateOf(p.w.Clock.Now(), p.w.DB.Zone).Plus(1).In(p.w.DB.Zone)
	ofActivity := p.open(day)
	type taken struct {
		starts time.Time
		signUp *activity.SignUp
	}
	var all []taken
	for i := range rapid.IntRange(1, 2).Draw(p.r, "shifts") {
		one := taken{starts: day.Add(time.Duration(8+5*i) * time.Hour)}
		shift := p.shift(ofActivity, one.starts, one.starts.Add(length*time.Minute))
		p.must(p.who, func(tx *models.Tx) (err error) {
			one.signUp, err = activity.SignUpSelf(tx, shift, activity.Way{})
			return err
		})
		all = append(all, one)
	}
	for _, one := range all {
		visits := drawVisits(p.r, length)
		for _, each := range visits {
			p.tick(one.signUp.ID, activity.In, one.starts.Add(time.Duration(each.in)*time.Minute))
			p.tick(one.signUp.ID, activity.Out, one.starts.Add(time.Duration(each.out)*time.Minute))
		}
		if got := p.ids("SELECT minutes FROM entries WHERE sign_up_id = ?", one.signUp.ID); len(got) != 1 || got[0] != countedOf(visits, length) {
			p.r.Fatalf("%v of %d minutes came to %v, by hand %d", visits, length, got, countedOf(visits, length))
		}
	}
	p.w.Clock.Set(day.Add(20 * time.Hour))
}

// open makes an activity of the first station on the day, whose people may go and come back.
func (p *proof) open(day time.Time) (id int64) {
	p.r.Helper()
	p.must(models.Actor{}, func(tx *models.Tx) error {
		id = p.next(tx, "activities")
		return tx.DB.Exec(`INSERT INTO activities (id, station_id, team_id, title, category, place, description, starts_at, ends_at, sign_up_opens_at,
			sign_up_closes_at, cancel_closes_at, status, published_at, breaks_allowed, pending_entries, decided_entries, version, created_at, updated_at)
			VALUES (?, ?, ?, '义务理发', '便民服务', '村口', '', ?, ?, ?, ?, ?, 'published', ?, 1, 0, 0, 1, ?, ?)`, id, p.w.stations[0].ID, p.w.teams[0].ID,
			day.Add(8*time.Hour).UTC(), day.Add(17*time.Hour).UTC(), tx.Now, day.UTC(), day.UTC(), tx.Now, tx.Now, tx.Now).Error
	})
	return id
}

func (p *proof) shift(ofActivity int64, starts, ends time.Time) (id int64) {
	p.r.Helper()
	p.must(models.Actor{}, func(tx *models.Tx) error {
		id = p.next(tx, "shifts")
		return tx.DB.Exec(`INSERT INTO shifts (id, activity_id, role, starts_at, ends_at, capacity, waitlist_capacity, confirmed, waitlisted,
			last_sequence, roster_version, code_secret, version, created_at, updated_at) VALUES (?, ?, '理发师', ?, ?, 100, 0, 0, 0, 0, 0, 'secret', 1, ?, ?)`,
			id, ofActivity, starts.UTC(), ends.UTC(), tx.Now, tx.Now).Error
	})
	return id
}

// next is an id that the table does not have yet.
func (p *proof) next(tx *models.Tx, table string) (id int64) {
	if err := tx.DB.Raw("SELECT COALESCE(MAX(id), 0) + 1 FROM " + table).Scan(&id).Error; err != nil {
		p.r.Fatal(err)
	}
	return id
}

func (p *proof) tick(signUp int64, kind activity.Kind, at time.Time) {
	p.r.Helper()
	p.w.Clock.Set(at)
	p.must(p.by(77), func(tx *models.Tx) error { _, err := activity.Tick(tx, signUp, kind); return err })
}

// retro has the station write down service that nobody ticked, and the town decide on it.
func (p *proof) retro() {
	p.r.Helper()
	day := models.DateOf(p.w.Clock.Now(), p.w.DB.Zone).Plus(1).In(p.w.DB.Zone)
	shift := p.shift(p.open(day), day.Add(8*time.Hour), day.Add(10*time.Hour))
	p.w.Clock.Set(day.Add(20 * time.Hour))
	in := hours.RetroInput{ShiftID: shift, VolunteerID: p.who.VolunteerID, Minutes: rapid.Int64Range(1, 120).Draw(p.r, "honor"), Evidence: "纸质签到表", Declared: true}
	var entry *hours.RetroEntry
	p.must(p.by(77), func(tx *models.Tx) (err error) { entry, err = hours.EnterRetro(tx, in); return err })
	town := on(models.TownAdmin, p.w.towns[0])
	town.AccountID = 79
	p.must(town, func(tx *models.Tx) error {
		if rapid.Bool().Draw(p.r, "approved") {
			_, err := hours.ApproveRetro(tx, entry.ID)
			return err
		}
		_, err := hours.RefuseRetro(tx, entry.ID, "签到表上没有")
		return err
	})
}

// must runs a rule that refuses nothing here.
func (p *proof) must(actor models.Actor, rule func(tx *models.Tx) error) {
	p.r.Helper()
	if err := p.w.DB.Write(p.w.t.Context(), actor, rule); err != nil {
		p.r.Fatal(err)
	}
}
