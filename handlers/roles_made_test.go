package handlers_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/report"
)

// certificate is a new one of the volunteer's, as the station issues it.
func (a *app) certificate() *answer {
	a.t.Helper()
	a.confirmedEntry()
	return a.as(manager).post("/certificates", object{"station_id": a.station, "volunteer_id": a.as(volunteerRole).volunteerID()}).must(201)
}

// givenUp is a sign-up that its volunteer cannot come to, said too late to give the seat back, which no consequence follows.
func (a *app) givenUp() (signUp string, made *answer) {
	a.t.Helper()
	made = a.brief(true, "cancel_closes_at", a.at(0))
	signUp = a.as(volunteerRole).signUp(shiftOf(made)).id()
	a.as(volunteerRole).post("/sign-ups/"+signUp+"/cannot-come", nil).must(200)
	return signUp, made
}

// frightened is a sign-up whose activity has got a risk notice since.
func (a *app) frightened() string {
	a.t.Helper()
	made := a.brief(true)
	signUp := a.as(volunteerRole).signUp(shiftOf(made)).id()
	a.as(manager).put("/activities/"+made.id(), object{
		"team_id": a.teamID(), "title": made.text("title"), "category": made.text("category"), "place": made.text("place"), "starts_at": made.text("starts_at"),
		"ends_at": made.text("ends_at"), "sign_up_closes_at": made.text("sign_up_closes_at"), "risk_notice": "河道湿滑。", "version": 2,
	}).must(200)
	return signUp
}

// lastNotice is the newest risk notice of all.
func (a *app) lastNotice() string {
	a.t.Helper()
	var id int64
	err := a.db.Read(a.t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		return tx.DB.Raw("SELECT MAX(id) FROM risk_notices").Scan(&id).Error
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return fmt.Sprint(id)
}

// someSeries makes one that makes no activity yet.
func (a *app) someSeries(publish bool) string {
	a.t.Helper()
	rule := object{"kind": "dates", "dates": []string{a.at(20 * 24 * time.Hour)[:10]}, "shifts": []object{{"role": "理发师", "starts": "08:00", "ends": "10:00", "capacity": 2}}}
	return a.as(manager).post("/series", object{
		"station_id": a.station, "team_id": a.teamID(), "title": "理发", "category": "便民服务", "place": "广场", "publish": publish, "declaration_version": 1,
		"starts_on": a.at(0)[:10], "lead_days": 1, "rules": []object{rule},
	}).must(201).id()
}

// brief makes one of the matrix's activities, with changes as in activity.
func (a *app) brief(publish bool, changes ...any) *answer {
	a.t.Helper()
	a.wait(2 * time.Hour)
	from, to := a.at(30*time.Minute), a.at(90*time.Minute)
	made := a.draft(append([]any{"starts_at", from, "ends_at", to, "shifts", []object{a.shift("starts_at", from, "ends_at", to)}}, changes...)...)
	if publish {
		return a.as(manager).post("/activities/"+made.id()+"/publish", nil).must(200)
	}
	return made
}

// forgive excuses everybody from what they have missed: the matrix signs people up and moves on.
func (a *app) forgive() {
	a.t.Helper()
	a.write(func(tx *models.Tx) error {
		return tx.DB.Exec("UPDATE sign_ups SET excused_at = created_at WHERE status = 'confirmed' AND excused_at IS NULL").Error
	})
}

func (a *app) checkedIn() *answer {
	a.t.Helper()
	signUp := a.as(volunteerRole).signUp(shiftOf(a.brief(true)))
	return a.as(manager).post("/sign-ups/"+signUp.id()+"/check-in", nil).must(200)
}

// pastShift is one that nobody has attended.
func (a *app) pastShift() string {
	a.t.Helper()
	shift := shiftOf(a.brief(true))
	a.wait(2 * time.Hour)
	return shift
}

// retroEntry is one for the volunteer that waits for the town.
func (a *app) retroEntry() string {
	a.t.Helper()
	body := object{"shift_id": a.pastShift(), "volunteer_id": a.as(volunteerRole).volunteerID(), "minutes": 30, "evidence": "纸质签到表", "declared": true}
	return a.as(manager).post("/retro-entries", body).must(201).id()
}

// makeExports does the work that waits in the queue, as the background does.
func (a *app) makeExports() {
	a.t.Helper()
	for {
		claim, found, err := report.ClaimExport(a.t.Context(), a.db, "test")
		a.check(err)
		if !found {
			return
		}
		a.check(claim.Produce(a.t.Context()))
	}
}

// freeAffiliation is one whose line the station has not yet.
func (a *app) freeAffiliation() string {
	a.t.Helper()
	taken := strings.Fields(a.as(centerAdmin).get("/organizations/"+a.station+"/lines").must(200).every("items", "affiliation"))
	for _, affiliation := range []string{"party", "union", "youth_league", "womens_federation"} {
		if !slices.Contains(taken, affiliation) {
			return affiliation
		}
	}
	a.t.Fatal("the station has all lines")
	return ""
}

// lineID is a line of the station; every handover goes to somebody new, a moment later.
func (a *app) lineID() string {
	a.t.Helper()
	a.wait(time.Minute)
	lines := a.as(centerAdmin).get("/organizations/" + a.station + "/lines").must(200)
	if lines.length("items") > 0 {
		return lines.text("items.0.id")
	}
	return a.as(centerAdmin).post("/organizations/"+a.station+"/lines", object{"affiliation": "other"}).must(201).id()
}
