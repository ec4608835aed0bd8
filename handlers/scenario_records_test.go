package handlers_test

import "testing"

// lists reads each group in full where the record says that it is.
func (a *app) lists(reads *caller, record string) {
	a.t.Helper()
	found := reads.get(record).must(200)
	for _, group := range []string{"service", "service.honor", "trainings", "honours", "evaluations"} {
		if list := reads.get(found.text(group + ".list")).must(200); list.length("items") != 1 {
			a.t.Errorf("the list of %s: %s", group, list.body)
		}
	}
}

func TestTheRecordHasFiveGroups(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, who := a.as(manager), a.as(volunteerRole)
		profile := object{"name": "王五", "gender": "male", "born_on": "1980-01-01", "phone": a.newPhone(), "residence_id": a.station, "skills": "理发", "version": 1}
		who.put("/me/volunteer", profile.with("service_categories", []string{"社区服务", "环境保护"})).must(200)
		made := a.brief(true)
		signUp := who.served(made)
		staff.post("/hours/"+a.entryOf(signUp)+"/confirm", nil).must(200)
		training := staff.post("/trainings", object{"organization_id": a.station, "name": "急救员培训", "content": "心肺复苏", "host": "市红十字会", "minutes": 480}).must(201)
		staff.post("/trainings/"+training.id()+"/records", object{"trained_on": "2026-03-01", "volunteer_ids": []string{who.volunteerID()}}).must(201)
		a.givenHonour()
		staff.put("/sign-ups/"+signUp.id()+"/volunteer-evaluation", object{"score": 5, "text": "认真"}).must(200)
		a.as(townAdmin).post("/retro-entries/"+a.retroEntry()+"/approve", nil).must(200)
		own := who.get("/me/record").must(200)
		for member, want := range map[string]string{
			"basics.residence": "东街社区新时代文明实践站", "basics.service_categories.1": "环境保护", "service.count": "1", "service.total_minutes": "60",
			"service.items.0.kind": "credit", "service.honor.count": "1", "service.honor.total_minutes": "30", "service.honor.items.0.kind": "honor",
			"service.items.0.title": made.text("title"), "service.items.0.leader": "team leader", "service.items.0.organizer": "东街社区新时代文明实践站 东街志愿服务队",
			"trainings.total_minutes": "480", "trainings.items.0.host": "市红十字会", "honours.items.0.granted_by": "东街社区新时代文明实践站",
			"evaluations.mean": "5", "evaluations.items.0.text": "认真", "missing.0.field": "身份证件号码",
		} {
			if got := own.text(member); got != want {
				t.Errorf("%s is %q, want %q", member, got, want)
			}
		}
		a.lists(who, "/me/record")
		path := "/volunteers/" + who.volunteerID()
		a.lists(staff, path+"/record")
		a.run([]scenario{
			{name: "without a profile", who: staff, method: "GET", path: "/me/record", status: 404, code: "volunteer_not_found"},
			{name: "of nobody", who: staff, method: "GET", path: "/volunteers/999/record", status: 404, code: "volunteer_not_found"},
			{name: "trainings of nobody", who: staff, method: "GET", path: "/volunteers/999/trainings", status: 404, code: "volunteer_not_found"},
			{name: "a broken cursor", who: staff, method: "GET", path: path + "/trainings?cursor=x", status: 400, code: "invalid_cursor"},
			{name: "audited", who: a.as(townAdmin), method: "GET", path: "/audit-entries?subject_kind=volunteer", status: 200, has: `"action":"record.read"`},
			{name: "five categories", who: who, method: "PUT", path: "/me/volunteer", body: profile.with("version", 2, "service_categories", []string{"甲", "乙", "丙", "丁", "戊"}), status: 422, code: "invalid_request"},
			{name: "the same twice", who: who, method: "PUT", path: "/me/volunteer", body: profile.with("version", 2, "service_categories", []string{"甲", "甲"}), status: 422, code: "invalid_request", has: `"field":"service_categories"`},
			{name: "left as they were", who: who, method: "PUT", path: "/me/volunteer", body: profile.with("version", 2), status: 200, has: `"service_categories":["社区服务","环境保护"]`},
		})
	})
}
