package handlers_test

import (
	"fmt"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"time"
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
	"retroCorrection": func(a *app, _ *caller) string { // by a colleague of the station
		approved := a.as(townAdmin).post("/retro-entries/"+a.retroEntry()+"/approve", nil).must(200).id()
		return a.another(manager).post("/retro-entries/"+approved+"/correct", object{"minutes": 0, "reason": "活动没有举行"}).must(201).id()
	},
	"entry":       func(a *app, _ *caller) string { return a.pendingEntry() },
	"certifying":  func(a *app, _ *caller) string { a.confirmedEntry(); return a.station },
	"served":      func(a *app, _ *caller) string { return a.as(volunteerRole).volunteerID() },
	"certificate": func(a *app, _ *caller) string { return a.certificate().text("items.0.id") },
	"checkCode":   func(a *app, _ *caller) string { return a.certificate().text("items.0.code") },
}

var placeholder = regexp.MustCompile(`\{[a-zA-Z]+\}`)

// cell is a row's request as one role asks it, about targets made before and about new ones where there are none.
func (a *app) cell(known *spec, r row, who role, want int, made map[string]string) scenario {
	a.t.Helper()
	asks := a.as(who)
	if r.request.twin && who != nobody && who != suspended && who != expired {
		asks = a.another(who)
	}
	fill := func(text string) string {
		return placeholder.ReplaceAllStringFunc(text, func(name string) string {
			if _, done := made[name]; !done {
				a.forgive()
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
	return scenario{name: fmt.Sprintf("%s as %s", r.operation, who), who: asks, method: r.request.method, path: path, body: body, status: want}
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
