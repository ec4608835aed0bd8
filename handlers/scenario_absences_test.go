package handlers_test

import (
	"strings"
	"testing"
	"time"
)

func TestICannotCome(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff, who, other := a.as(manager), a.as(volunteerRole), a.as(otherVolunteer)
		made := a.published("cancel_closes_at", a.at(time.Hour), "shifts", []object{a.shift("capacity", 1, "waitlist_capacity", 1)})
		own, waiting := who.signUp(shiftOf(made)), other.signUp(shiftOf(made))
		path := "/sign-ups/" + own.id() + "/cannot-come"
		a.run([]scenario{
			{name: "unknown", who: who, path: "/sign-ups/999/cannot-come", status: 404, code: "sign_up_not_found"},
			{name: "unknown, rehearsed", who: who, path: "/sign-ups/999/cannot-come/dry-run", body: object{}, status: 404, code: "sign_up_not_found"},
			{name: "rehearsed", who: who, path: path + "/dry-run", body: object{"reason": "发烧"}, status: 200, has: `"kind":"sign_up_promoted"`},
			{name: "in time", who: who, path: path, body: object{"reason": "发烧"}, status: 200, has: `"status":"cancelled"`},
			{name: "and the first of the queue moves up", who: other, method: "GET", path: "/sign-ups/" + waiting.id(), status: 200, has: `"status":"confirmed"`},
			{name: "once more", who: who, path: path, status: 409, code: "already_cancelled"},
			{name: "once more, rehearsed", who: who, path: path + "/dry-run", body: object{}, status: 409, code: "already_cancelled"},
		})
		a.wait(time.Hour)
		path = "/sign-ups/" + waiting.id() + "/cannot-come"
		a.run([]scenario{
			{name: "too late", who: other, path: path, body: object{"reason": "发烧"}, status: 200, has: `"status":"confirmed"`},
			{name: "once more", who: other, path: path, status: 409, code: "cannot_come_known"},
			{name: "the leader is told", who: a.as(teamLeader), method: "GET", path: "/me/notices", status: 200, has: `"kind":"cannot_come"`},
			{name: "it stands on the roster", who: staff, method: "GET", path: "/shifts/" + shiftOf(made) + "/roster", status: 200, has: `"cannot_come_at":"2026-03-02T10:00:00+08:00"`},
			{name: "excused too early", who: staff, path: "/sign-ups/" + waiting.id() + "/excuse", body: object{"reason": "住院"}, status: 409, code: "not_absent"},
		})
		a.moveTo(made.text("shifts.0.check_in_closes_at"))
		excuse := "/sign-ups/" + waiting.id() + "/excuse"
		a.run([]scenario{
			{name: "no no-show", who: staff, method: "GET", path: "/shifts/" + shiftOf(made) + "/roster?status=late_cancel", status: 200, has: waiting.id()},
			{name: "unknown, to excuse", who: staff, path: "/sign-ups/999/excuse", body: object{"reason": "住院"}, status: 404, code: "sign_up_not_found"},
			{name: "without a reason", who: staff, path: excuse, body: object{"reason": " "}, status: 422, code: "reason_missing"},
			{name: "excused", who: staff, path: excuse, body: object{"reason": "住院"}, status: 200, has: `"status":"excused"`},
			{name: "once more", who: staff, path: excuse, body: object{"reason": "住院"}, status: 409, code: "not_absent"},
			{name: "listed so", who: staff, method: "GET", path: "/shifts/" + shiftOf(made) + "/roster?status=excused", status: 200, has: waiting.id()},
			{name: "told", who: other, method: "GET", path: "/me/notices", status: 200, has: `"kind":"absence_excused"`},
		})
	})
}

func TestStandInsTakeASeatOver(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		who, mate, stranger := a.as(volunteerRole), a.as(otherVolunteer), a.volunteer("外人")
		a.joined(who)
		a.joined(mate)
		made := a.published("cancel_closes_at", a.at(time.Hour), "shifts", []object{a.shift("capacity", 1, "waitlist_capacity", 1)})
		own := who.signUp(shiftOf(made))
		path := "/sign-ups/" + own.id() + "/stand-ins"
		a.wait(time.Hour)
		staff := a.as(manager)
		a.run([]scenario{
			{name: "by staff, and nobody has said that they cannot come", who: staff, path: path, body: object{"team_id": a.teamID()}, status: 409, code: "holder_is_coming"},
			{name: "rehearsed by staff", who: staff, path: path + "/dry-run", body: object{"team_id": a.teamID()}, status: 409, code: "holder_is_coming"},
			{name: "unknown, rehearsed", who: who, path: "/sign-ups/999/stand-ins/dry-run", body: object{"team_id": a.teamID()}, status: 404, code: "sign_up_not_found"},
		})
		rehearsed := who.post(path+"/dry-run", object{"team_id": a.teamID(), "note": "拜托"}).must(200)
		asked := who.post(path, object{"team_id": a.teamID(), "note": "拜托"}).must(201)
		told := mate.get("/me/notices").must(200)
		if rehearsed.length("effects") != 1 || rehearsed.text("effects.0.text") != told.text("items.0.text") {
			t.Errorf("the dry run says %s, and told is %s", rehearsed.body, told.body)
		}
		if asked.length("items") != 1 || asked.text("items.0.invitation.kind") != "stand_in" {
			t.Errorf("asked: %s", asked.body)
		}
		invitation := "/invitations/" + asked.text("items.0.invitation.id")
		a.run([]scenario{
			{name: "unknown", who: who, path: "/sign-ups/999/stand-ins", body: object{"team_id": a.teamID()}, status: 404, code: "sign_up_not_found"},
			{name: "a stranger", who: who, path: path, body: object{"volunteer_ids": []string{stranger.volunteerID()}}, status: 422, code: "invalid_request", has: `"field":"volunteer_ids"`},
			{name: "another team", who: who, path: path, body: object{"team_id": "999"}, status: 422, code: "invalid_request", has: `"field":"team_id"`},
			{name: "nobody", who: who, path: path, body: object{}, status: 422, code: "invalid_request"},
			{name: "asked once more", who: who, path: path, body: object{"volunteer_ids": []string{mate.volunteerID()}}, status: 201, has: `"code":"already_invited"`},
			{name: "of somebody else, rehearsed", who: who, path: invitation + "/accept/dry-run", status: 404, code: "invitation_not_found"},
			{name: "accepting rehearsed", who: mate, path: invitation + "/accept/dry-run", status: 200, has: `"kind":"stand_in_found"`},
			{name: "which changes nothing", who: staff, method: "GET", path: "/sign-ups/" + own.id(), status: 200, has: `"status":"confirmed"`},
			{name: "accepted", who: mate, path: invitation + "/accept", status: 200, has: `"status":"accepted"`},
			{name: "accepted, rehearsed", who: mate, path: invitation + "/accept/dry-run", status: 409, code: "invitation_decided"},
			{name: "the seat is theirs", who: a.as(manager), method: "GET", path: "/shifts/" + shiftOf(made) + "/roster", status: 200, has: `"source":"stand_in"`},
			{name: "one seat", who: a.as(nobody), method: "GET", path: "/shifts/" + shiftOf(made), status: 200, has: `"confirmed":1`},
			{name: "told", who: who, method: "GET", path: "/me/notices", status: 200, has: `"kind":"stand_in_found"`},
			{name: "and the leader too", who: a.as(teamLeader), method: "GET", path: "/me/notices", status: 200, has: `"kind":"stand_in_found"`},
			{name: "for a seat that is gone", who: who, path: path, body: object{"team_id": a.teamID()}, status: 409, code: "already_cancelled"},
		})
	})
}

// Whom staff find for a seat and whose seat it is are strangers to each other: neither reads the other's full name, whether in the
// name or in the text of an effect, or in a notice. Staff read both.
func TestAStandInFoundByStaffReadsNoFullNames(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		holder, guest := a.volunteer("欧阳娜娜"), a.volunteer("司马相如")
		a.joined(guest)
		made := a.published("cancel_closes_at", a.at(time.Hour))
		seat := holder.signUp(shiftOf(made))
		a.wait(time.Hour)
		holder.post("/sign-ups/"+seat.id()+"/cannot-come", object{"reason": "发烧"}).must(200)
		asked := a.as(manager).post("/sign-ups/"+seat.id()+"/stand-ins", object{"volunteer_ids": []string{guest.volunteerID()}}).must(201)
		path := "/invitations/" + asked.text("items.0.invitation.id") + "/accept"
		dry := guest.post(path+"/dry-run", nil).must(200)
		if text := dry.every("effects", "text"); strings.Contains(string(dry.body), "娜娜") || !strings.Contains(text, "司马相如将顶替欧***参加") {
			t.Errorf("the stand-in reads %s", dry.body)
		}
		guest.post(path, nil).must(200)
		if told := holder.get("/me/notices").must(200).text("items.0.text"); !strings.HasPrefix(told, "司***将顶替您参加") {
			t.Errorf("the holder reads %s", told)
		}
		if told := a.as(teamLeader).get("/me/notices").must(200).text("items.0.text"); !strings.HasPrefix(told, "司马相如将顶替欧阳娜娜参加") {
			t.Errorf("the leader reads %s", told)
		}
	})
}

func TestThreeNoShowsNeedApprovalForAWhile(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, who := a.as(manager), a.as(volunteerRole)
		var last string
		for range 3 {
			made := a.brief(true)
			last = who.signUp(shiftOf(made)).id()
			a.moveTo(made.text("shifts.0.check_in_closes_at"))
		}
		open := shiftOf(a.brief(true))
		told := who.get("/me/reliability").must(200)
		if told.length("absences") != 3 || told.text("approval_only_until") == "" || told.text("limit") != "3" {
			t.Errorf("told: %s", told.body)
		}
		a.run([]scenario{
			{name: "by approval only", who: who, path: "/shifts/" + open + "/sign-ups", status: 409, code: "approval_only"},
			{name: "until when", who: who, method: "GET", path: "/shifts/" + open + "/eligibility", status: 200, has: `"lifted_at":"2026-04-01T`},
			{name: "applied", who: who, path: "/shifts/" + open + "/applications", status: 201, has: `"status":"pending"`},
			{name: "excused", who: staff, path: "/sign-ups/" + last + "/excuse", body: object{"reason": "送家人就医"}, status: 200, has: `"status":"excused"`},
			{name: "like anybody", who: who, path: "/shifts/" + open + "/sign-ups", status: 201},
		})
		a.wait(80 * time.Hour)
		first := who.get("/me/sign-ups?status=no_show").must(200).text("items.0.id")
		a.run([]scenario{{name: "excused too late", who: staff, path: "/sign-ups/" + first + "/excuse", body: object{"reason": "送家人就医"}, status: 409, code: "excuse_closed"}})
	})
}
