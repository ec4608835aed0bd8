package handlers_test

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// held is one shift of an activity.
type held struct {
	id, shift, station string
	record             record
	start              time.Time
}

// hold lets one shift happen: sign-ups in order, a cancellation with its promotion, attendance, decisions.
func (s *story) hold(first int, h held) {
	a := s.app
	a.world.Clock.Set(h.record.days[0].AddDate(0, 0, -2))
	var signUps []string
	var people []int
	for k := range 8 {
		who := (first + k) % len(s.people)
		answer := s.people[who].post("/shifts/"+h.shift+"/sign-ups", nil)
		if k >= 6 {
			answer.refused(409, "shift_full")
			continue
		}
		want := map[bool]string{true: "confirmed", false: "waitlisted"}[k < 4]
		if got := answer.must(201).text("status"); got != want {
			a.t.Fatalf("person %d is %s, want %s", k, got, want)
		}
		signUps, people = append(signUps, answer.id()), append(people, who)
	}
	s.people[people[0]].post("/sign-ups/"+signUps[0]+"/cancel", nil).must(200)
	roster := s.admin.get("/shifts/" + h.shift + "/roster").must(200)
	if got, want := roster.every("items", "id"), strings.Join(signUps[1:6], " "); got != want {
		a.t.Fatalf("the roster is %s, want %s", got, want)
	}
	if got, want := roster.every("items", "status"), "confirmed confirmed confirmed confirmed waitlisted"; got != want {
		a.t.Fatalf("the roster's states are %s, want %s", got, want)
	}
	for k, row := range people[1:] {
		if got := roster.text(fmt.Sprintf("items.%d.name", k)); got != s.names[row] {
			a.t.Fatalf("the roster shows %q, want %q", got, s.names[row])
		}
	}
	s.attend(h, signUps, people)
}

// attend lets the second person scan, the third be ticked, the promoted one come late and be rejected, and the fourth not
// come at all; the sixth still waits.
func (s *story) attend(h held, signUps []string, people []int) {
	a := s.app
	end := h.start.Add(h.record.length)
	a.world.Clock.Set(h.start.Add(-10 * time.Minute))
	code := s.admin.get("/shifts/" + h.shift + "/check-in-code").must(200).text("code")
	s.people[people[1]].post("/check-ins", object{"code": code, "kind": "in"}).must(200)
	s.people[people[5]].post("/check-ins", object{"code": code, "kind": "in"}).refused(409, "sign_up_waitlisted")
	s.admin.post("/sign-ups/"+signUps[2]+"/check-in", nil).must(200)
	a.world.Clock.Set(h.start.Add(25*time.Minute + 30*time.Second))
	s.admin.post("/sign-ups/"+signUps[4]+"/check-in", nil).must(200)
	a.world.Clock.Set(end.Add(-5 * time.Minute))
	s.admin.post("/sign-ups/"+signUps[2]+"/check-out", nil).must(200)
	a.world.Clock.Set(end.Add(5 * time.Minute))
	code = s.admin.get("/shifts/" + h.shift + "/check-in-code").must(200).text("code")
	s.people[people[1]].post("/check-ins", object{"code": code, "kind": "out"}).must(200)
	s.admin.post("/sign-ups/"+signUps[4]+"/check-out", nil).must(200)
	a.world.Clock.Set(end.Add(24 * time.Hour))
	if got := s.admin.get("/sign-ups/" + signUps[3]).must(200).text("status"); got != "no_show" {
		a.t.Fatalf("who did not come is %s", got)
	}
	whole := int(h.record.length / time.Minute)
	const most = 480 // a record has at most eight hours
	minutes := map[string]int{signUps[1]: min(whole, most), signUps[2]: min(whole-5, most), signUps[4]: min(whole-26, most)}
	entries := s.admin.get("/hours?status=pending&shift_id=" + h.shift).must(200)
	if entries.length("items") != len(minutes) {
		a.t.Fatalf("%s\n%s", entries.asked, entries.body)
	}
	s.review(h.shift)
	for k := range entries.length("items") {
		s.decide(h, entries, fmt.Sprintf("items.%d.", k), minutes, signUps[4])
	}
}

// review has a second person look at all that was recorded: most came before the beginning.
func (s *story) review(shift string) {
	events := strings.Fields(s.second.get("/shifts/"+shift+"/attendance").must(200).every("items", "id"))
	s.second.post("/shifts/"+shift+"/attendance-reviews", object{"event_ids": events, "note": "与签到表相符"}).must(200)
}

func (s *story) decide(h held, entries *answer, at string, minutes map[string]int, rejected string) {
	signUp, id := entries.text(at+"sign_up_id"), entries.text(at+"id")
	if got, want := entries.text(at+"minutes"), strconv.Itoa(minutes[signUp]); got != want {
		s.app.t.Fatalf("%s earned %s minutes, want %s", h.record.title, got, want)
	}
	if signUp == rejected {
		s.admin.post("/hours/"+id+"/reject", object{"reason": "迟到，未完成服务"}).must(200)
		return
	}
	s.admin.post("/hours/"+id+"/confirm", nil).must(200)
	day := h.start.Add(h.record.length)
	for _, key := range []string{
		"total", "stations " + h.station, "teams " + s.teams[h.record.affiliation], "affiliations " + h.record.affiliation,
		"categories " + h.record.category, "months " + day.Format("2006-01"),
	} {
		s.note(key, h.id, entries.text(at+"volunteer_id"), minutes[signUp])
	}
}
