package handlers_test

import (
	"fmt"
	"net/http/httptest"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/report"
)

// targets make what a cell of the matrix is about, each time anew, and give its id (or text). The activities begin in
// half an hour, when check-in opens, and last an hour; each begins after the last has ended, so that one volunteer can
// sign up for all.
var targets = map[string]func(a *app, who *caller) string{
	"station":  func(a *app, _ *caller) string { return a.station },
	"town":     func(a *app, _ *caller) string { return a.town },
	"hostTeam": func(a *app, _ *caller) string { return a.teamID() },
	"phone":    func(a *app, _ *caller) string { return a.newPhone() },
	"name":     func(a *app, _ *caller) string { return fmt.Sprintf("第 %d 个", a.nextNumber()) },
	"soon":     func(a *app, _ *caller) string { return a.at(30 * time.Minute) },
	"later":    func(a *app, _ *caller) string { return a.at(90 * time.Minute) },
	"version":  func(_ *app, who *caller) string { return who.get("/me").text("version") },
	"refresh":  func(a *app, _ *caller) string { return a.visitor("李四").refresh },
	"newStation": func(a *app, _ *caller) string {
		return a.organization(a.town, "station", fmt.Sprintf("新站 %d", a.nextNumber()))
	},
	"affiliation": func(a *app, _ *caller) string { return a.freeAffiliation() },
	"line":        func(a *app, _ *caller) string { return a.lineID() },
	"colleague":   func(a *app, _ *caller) string { return a.hire("colleague").account },
	"suspended":   func(a *app, _ *caller) string { return a.another(suspended).account },
	"grant": func(a *app, _ *caller) string {
		colleague := a.hire("colleague").account
		return a.as(centerAdmin).post("/accounts/"+colleague+"/grants", object{"role": "station_manager", "organization_id": a.station}).must(201).id()
	},
	"team": func(a *app, _ *caller) string {
		team := a.newTeam(fmt.Sprintf("新队 %d", a.nextNumber()))
		a.wait(time.Minute) // the next person in charge follows later
		return team
	},
	"member": func(a *app, _ *caller) string {
		team := a.newTeam(fmt.Sprintf("新队 %d", a.nextNumber()))
		return a.as(volunteerRole).post("/teams/"+team+"/members", nil).must(201).id()
	},
	"venue": func(a *app, _ *caller) string { return a.venue() },
	"firstOfTwo": func(a *app, _ *caller) string {
		made := a.brief(true)
		a.as(manager).post("/activities/"+made.id()+"/shifts", a.shift("starts_at", made.text("starts_at"), "ends_at", made.text("ends_at"))).must(201)
		return shiftOf(made)
	},
	"today":       func(a *app, _ *caller) string { return a.at(0)[:10] },
	"laterOn":     func(a *app, _ *caller) string { return a.at(20 * 24 * time.Hour)[:10] },
	"series":      func(a *app, _ *caller) string { return a.someSeries(true) },
	"draftSeries": func(a *app, _ *caller) string { return a.someSeries(false) },
	"draft":       func(a *app, _ *caller) string { return a.brief(false).id() },
	"draftShift":  func(a *app, _ *caller) string { return shiftOf(a.brief(false)) },
	"published":   func(a *app, _ *caller) string { return a.brief(true).id() },
	"shift":       func(a *app, _ *caller) string { return shiftOf(a.brief(true)) },
	"withdrawn": func(a *app, _ *caller) string {
		return a.as(manager).post("/activities/"+a.brief(true).id()+"/withdraw", nil).must(200).id()
	},
	"batch":      func(a *app, _ *caller) string { return a.batch(true).id() },
	"draftBatch": func(a *app, _ *caller) string { return a.batch(false).id() },
	"training":   func(a *app, _ *caller) string { return a.training() },
	"trainee":    func(a *app, _ *caller) string { return a.trainee() },
	"signUp":     func(a *app, _ *caller) string { return a.as(volunteerRole).signUp(shiftOf(a.brief(true))).id() },
	"checkedIn":  func(a *app, _ *caller) string { return a.checkedIn().id() },
	"code": func(a *app, _ *caller) string {
		shift := shiftOf(a.brief(true))
		a.as(volunteerRole).signUp(shift)
		return a.as(manager).get("/shifts/" + shift + "/check-in-code").must(200).text("code")
	},
	"dangerous":     func(a *app, _ *caller) string { return a.frightened() },
	"riskNotice":    func(a *app, _ *caller) string { return a.lastNotice() },
	"event":         func(a *app, _ *caller) string { a.scannedShift(); return a.lastEvent() },
	"scannedShift":  func(a *app, _ *caller) string { return a.scannedShift() },
	"lastEvent":     func(a *app, _ *caller) string { return a.lastEvent() },
	"approvalShift": func(a *app, _ *caller) string { return shiftOf(a.brief(true, "recruitment", "approval")) },
	"application": func(a *app, _ *caller) string {
		shift := shiftOf(a.brief(true, "recruitment", "approval"))
		return a.as(volunteerRole).post("/shifts/"+shift+"/applications", nil).must(201).id()
	},
	"joinedTeam": func(a *app, _ *caller) string {
		a.joined(a.as(volunteerRole))
		return a.teamID()
	},
	"joinedVolunteer": func(a *app, _ *caller) string {
		a.joined(a.as(volunteerRole))
		return a.as(volunteerRole).volunteerID()
	},
	"someMonth":        func(a *app, _ *caller) string { return a.someMonth() },
	"draftReport":      func(a *app, _ *caller) string { return a.draftReport() },
	"submittedReport":  func(a *app, _ *caller) string { return a.submittedReport() },
	"lockedReport":     func(a *app, _ *caller) string { return a.lockedReport() },
	"submittedRequest": func(a *app, _ *caller) string { return a.submittedRequest() },
	"acceptedRequest":  func(a *app, _ *caller) string { return a.acceptedRequest() },
	"sentRequest":      func(a *app, _ *caller) string { return a.sentRequest() },
	"takenRequest":     func(a *app, _ *caller) string { return a.takenRequest() },
	"linkedRequest":    func(a *app, _ *caller) string { return a.linkedRequest() },
	"completedRequest": func(a *app, _ *caller) string { return a.completedRequest() },
	"claimedHonour":    func(a *app, _ *caller) string { return a.claimedHonour() },
	"givenHonour":      func(a *app, _ *caller) string { return a.givenHonour() },
	"servedSignUp":     func(a *app, _ *caller) string { return a.servedSignUp() },
	"evaluated":        func(a *app, _ *caller) string { return a.evaluated() },
	"objected":         func(a *app, _ *caller) string { return a.objected() },
	"appliedStar":      func(a *app, _ *caller) string { return a.appliedStar() },
	"noticedStar":      func(a *app, _ *caller) string { return a.noticedStar() },
	"grantedStar":      func(a *app, _ *caller) string { return a.grantedStar() },
	"starObjection":    func(a *app, _ *caller) string { return a.starObjection() },
	"assessed":         func(a *app, _ *caller) string { return a.assessed("station") },
	"assessedPeople":   func(a *app, _ *caller) string { return a.assessed("volunteer") },
	"givenUp": func(a *app, _ *caller) string {
		signUp, _ := a.givenUp()
		return signUp
	},
	"missed": func(a *app, _ *caller) string {
		signUp, made := a.givenUp()
		a.moveTo(made.text("shifts.0.check_in_closes_at"))
		return signUp
	},
	"known": func(a *app, _ *caller) string {
		return a.as(manager).post("/volunteers", walkIn.with("organization_id", a.station, "confirmed_by", "phone")).must(201).id()
	},
	"minor": func(a *app, _ *caller) string { return a.minor().id() },
	"consent": func(a *app, _ *caller) string {
		return a.as(manager).post("/volunteers/"+a.minor().id()+"/guardian-consents", mother).must(201).id()
	},
	"invitation": func(a *app, _ *caller) string {
		a.joined(a.as(volunteerRole))
		shift := shiftOf(a.brief(true, "recruitment", "invitation"))
		return a.as(manager).post("/shifts/"+shift+"/invitations", object{"volunteer_ids": []string{a.as(volunteerRole).volunteerID()}}).must(201).text("items.0.invitation.id")
	},
	"feed": func(a *app, _ *caller) string {
		return a.as(volunteerRole).post("/me/feeds", object{"scope": "volunteer"}).must(201).id()
	},
	"feedFile": func(a *app, _ *caller) string {
		made := a.as(manager).post("/me/feeds", object{"scope": "station", "station_id": a.station}).must(201)
		return path.Base(made.text("address"))
	},
	"export": func(a *app, _ *caller) string {
		made := a.as(manager).post("/exports", exportBody).must(202).id()
		a.makeExports()
		return made
	},
	"import":              func(a *app, _ *caller) string { return a.someImport() },
	"volunteerInvitation": func(a *app, _ *caller) string { return a.someInvitation() },
	"queuedExport": func(a *app, _ *caller) string {
		a.makeExports()
		return a.as(manager).post("/exports", exportBody).must(202).id()
	},
	"ticketedFile": func(a *app, _ *caller) string {
		made := a.as(manager).post("/exports", exportBody).must(202).id()
		a.makeExports()
		return made + "/file?ticket=" + a.as(manager).post("/exports/"+made+"/tickets", nil).must(201).text("ticket")
	},
	"brand":         func(a *app, _ *caller) string { return a.brand().id() },
	"month":         func(a *app, _ *caller) string { return a.freeMonth() },
	"plan":          func(a *app, _ *caller) string { return a.plan("organization_id", a.station).id() },
	"teamPlan":      func(a *app, _ *caller) string { return a.plan("team_id", a.teamID()).id() },
	"submittedPlan": func(a *app, _ *caller) string { return a.submitted("organization_id", a.station).id() },
	"submittedTeamPlan": func(a *app, _ *caller) string {
		return a.submitted("team_id", a.newTeam(fmt.Sprintf("新队 %d", a.nextNumber()))).id()
	},
	"item":           func(a *app, _ *caller) string { return a.planItem() },
	"linkedItem":     func(a *app, _ *caller) string { return a.linkedItem() },
	"linked":         func(a *app, _ *caller) string { return a.lastLinked() },
	"confirmedEntry": func(a *app, _ *caller) string { return a.confirmedEntry() },
	"notSignedOut": func(a *app, _ *caller) string {
		checkedIn := a.checkedIn().id()
		a.wait(2 * time.Hour)
		return checkedIn
	},
	"pastShift":   func(a *app, _ *caller) string { return a.pastShift() },
	"volunteerID": func(a *app, _ *caller) string { return a.as(volunteerRole).volunteerID() },
	"retroEntry":  func(a *app, _ *caller) string { return a.retroEntry() },
	"approvedRetroEntry": func(a *app, _ *caller) string {
		return a.as(townAdmin).post("/retro-entries/"+a.retroEntry()+"/approve", nil).must(200).id()
	},
	"objection": func(a *app, _ *caller) string {
		return a.as(volunteerRole).post("/hours/"+a.confirmedEntry()+"/objections", object{"reason": "我走得晚"}).must(201).id()
	},
	"correction": func(a *app, _ *caller) string { // by a colleague: who asks does not decide
		return a.another(manager).post("/hours/"+a.confirmedEntry()+"/correct", object{"minutes": 20, "reason": "按签到表"}).must(201).id()
	},
	"entry":       func(a *app, _ *caller) string { return a.pendingEntry() },
	"certifying":  func(a *app, _ *caller) string { a.confirmedEntry(); return a.station },
	"served":      func(a *app, _ *caller) string { return a.as(volunteerRole).volunteerID() },
	"certificate": func(a *app, _ *caller) string { return a.certificate().text("items.0.id") },
	"checkCode":   func(a *app, _ *caller) string { return a.certificate().text("items.0.code") },
}

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

var placeholder = regexp.MustCompile(`\{[a-zA-Z]+\}`)

// cell asks one request as one role.
func (a *app) cell(known *spec, r row, who role, want int) {
	a.t.Helper()
	a.forgive()
	asks := a.as(who)
	if r.request.twin && who != nobody && who != suspended && who != expired {
		asks = a.another(who)
	}
	made := map[string]string{}
	fill := func(text string) string {
		return placeholder.ReplaceAllStringFunc(text, func(name string) string {
			if _, done := made[name]; !done {
				made[name] = targets[strings.Trim(name, "{}")](a, asks)
			}
			return made[name]
		})
	}
	path := fill(r.request.path)
	var body any
	if r.request.body != nil {
		body = fill(strings.ReplaceAll(r.request.body.text(), `"{version}"`, `{version}`)) // a number
	}
	if op := known.find(httptest.NewRequest(r.request.method, base+path, nil)); op == nil || op.id() != r.operation {
		a.t.Errorf("the row of %s asks %s", r.operation, path)
	}
	name := fmt.Sprintf("%s as %s", r.operation, who)
	a.expect(scenario{name: name, who: asks, method: r.request.method, path: path, body: body, status: want})
}

// withBadToken is what a request gets whose token is no good: 401 where a token is looked at.
func (s *spec) withBadToken(r row) int {
	for _, op := range s.operations {
		if op.id() != r.operation {
			continue
		}
		if open := op.route.Operation.Security; open != nil && len(*open) == 0 {
			return r.want[0]
		}
	}
	return 401
}
