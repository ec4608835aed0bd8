package handlers_test

import (
	"net/url"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/paper/papertest"
)

// TestCertificateFromHoursToCheck: the volunteer serves, asks, prints; somebody scans the paper and sees what it is worth.
func TestCertificateFromHoursToCheck(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		who := a.volunteer("欧阳𬭎")
		entry := a.entryOf(who.served(a.published()))
		if waits := who.post("/me/certificates", object{}).refused(409, "hours_missing"); waits.text("pending_minutes") != "120" {
			t.Errorf("what waits: %s", waits.body)
		}
		a.as(manager).post("/hours/"+entry+"/confirm", nil).must(200)
		issued := who.post("/me/certificates", nil).must(201)
		id, code, number := issued.text("items.0.id"), issued.text("items.0.code"), issued.text("items.0.number")
		if issued.text("items.0.hours") != "2.00" || issued.text("items.0.state") != "valid" || issued.text("items.0.issuer_name") != "东街社区新时代文明实践站" ||
			issued.text("items.0.check_address") != "http://example.com/c/"+code || issued.length("unprintable") != 0 || issued.text("pending_entries") != "0" {
			t.Errorf("%s", issued.body)
		}
		expectPaper(t, who, id, code, number)
		if detail := a.as(manager).get("/certificates/" + id).must(200); detail.length("records") != 1 || detail.text("records.0.title") != "社区义诊" || detail.text("records.0.minutes") != "120" {
			t.Errorf("%s", detail.body)
		}
		expectCheck(t, a, code, number, "valid", "证明有效")
		named := func(name string) {
			a.write(func(tx *models.Tx) error {
				return tx.DB.Exec("UPDATE volunteers SET name = ? WHERE id = ?", name, who.volunteerID()).Error
			})
		}
		named("欧阳丽")
		expectCheck(t, a, code, number, "superseded", "证明已失效：本人登记的姓名后来有变更，所列的时长没有更正")
		named("欧阳𬭎")
		a.write(func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE entries SET status = 'reversed' WHERE id = ?", entry).Error
		})
		expectCheck(t, a, code, number, "superseded", "证明已失效：所列的时长后来有更正")
		who.get("/certificates/"+id+"/pdf").refused(409, "certificate_not_valid")
		a.as(manager).post("/certificates/"+id+"/revoke", object{"reason": "误发"}).must(200)
		expectCheck(t, a, code, number, "revoked", "证明已被记录单位撤销")
		if listed := who.get("/me/certificates").must(200); listed.length("items") != 1 || listed.text("items.0.revoke_reason") != "误发" {
			t.Errorf("%s", listed.body)
		}
		if told := who.get("/me/notices").must(200); !strings.Contains(string(told.body), "certificate_revoked") {
			t.Errorf("%s", told.body)
		}
	})
}

// expectPaper checks what the volunteer prints.
func expectPaper(t *testing.T, who *caller, id, code, number string) {
	t.Helper()
	got := who.get("/certificates/" + id + "/pdf").must(200)
	if name := got.header.Get("Content-Disposition"); got.header.Get("Content-Type") != "application/pdf" || !strings.Contains(name, url.PathEscape("志愿服务记录证明_"+number+".pdf")) {
		t.Errorf("%s, %s", got.header.Get("Content-Type"), name)
	}
	sheets := papertest.Read(t, got.body)
	if len(sheets) != 2 || !sheets[0].Has("欧阳𬭎") || !sheets[0].Has("2.00 小时") || !sheets[0].Has("http://example.com/c") || !sheets[1].Has("社区义诊") {
		t.Errorf("%+v", sheets)
	}
	page := strings.TrimPrefix(sheets[0].Code(t), "http://example.com")
	if page != "/c/"+code {
		t.Fatalf("the code leads to %s", page)
	}
}

// expectCheck checks what everybody is told, by the API and on the page: no whole name, and nothing that a cache keeps.
func expectCheck(t *testing.T, a *app, code, number, state, message string) {
	t.Helper()
	checked := a.as(nobody).get("/certificate-checks?code=" + strings.ToLower(code) + "&number=" + number).must(200)
	if checked.text("state") != state || checked.text("volunteer_name") != "欧**" || checked.text("hours") != "2.00" || checked.text("number") != number {
		t.Errorf("%s", checked.body)
	}
	for _, page := range []string{"/c/" + code, "/c?number=" + number + "&code=" + code, "/c?code=" + code[:6] + "+" + code[6:]} {
		got := a.as(nobody).send("GET", page, nil).must(200)
		elements, text := markup(t, string(got.body))
		if !strings.Contains(text, message) || !strings.Contains(text, "欧**") || !strings.Contains(text, number) || strings.Contains(text, "欧阳") || elements["script"]+elements["form"] != 0 {
			t.Errorf("%s: %s", page, text)
		}
		if got.header.Get("Cache-Control") != "no-store" || got.header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: %v", page, got.header)
		}
	}
}

// TestWrongCodesAllLookAlike: a wrong code, a wrong number, nonsense: one answer, by the API and on the page.
func TestWrongCodesAllLookAlike(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		code := a.certificate().text("items.0.code")
		for _, query := range []string{"code=222222222222222222", "code=" + code + "&number=2026-1-0001", "code=" + code[:17], "code=%25", "code=%F0%A0%AE%B7"} {
			a.as(nobody).get("/certificate-checks?"+query).refused(404, "certificate_not_found")
			if page := a.as(nobody).send("GET", "/c?"+query, nil); page.status != 404 || !strings.Contains(string(page.body), "没有查到这份证明") {
				t.Errorf("/c?%s: %d %s", query, page.status, page.body)
			}
		}
		for _, path := range []string{"/c/x", "/c/%00", "/c/%ff%fe", "/c?code=%ff", "/c?number=2026-1-0001", "/c/" + code + "?number=1"} {
			if page := a.as(nobody).send("GET", path, nil); page.status != 404 || !strings.Contains(string(page.body), "没有查到这份证明") {
				t.Errorf("%s: %d %s", path, page.status, page.body)
			}
		}
		a.as(nobody).get("/certificate-checks").refused(422, "invalid_request")
		form := a.as(nobody).send("GET", "/c", nil).must(200)
		if elements, text := markup(t, string(form.body)); elements["form"] != 1 || elements["input"] != 2 || strings.Contains(text, "没有查到") {
			t.Errorf("%s", form.body)
		}
		a.as(nobody).send("HEAD", "/c/"+code, nil).must(200)
	})
}

// TestNameThatCannotBePrintedIsNamed: the certificate stands and is checked; the paper is refused, with the character.
func TestNameThatCannotBePrintedIsNamed(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		who := a.volunteer("赵𪚥𪚥")
		a.as(manager).post("/hours/"+a.entryOf(who.served(a.published()))+"/confirm", nil).must(200)
		issued := who.post("/me/certificates", object{}).must(201)
		if issued.text("unprintable.0") != "𪚥" || issued.length("unprintable") != 1 {
			t.Errorf("%s", issued.body)
		}
		id := issued.text("items.0.id")
		refused := who.get("/certificates/"+id+"/pdf").refused(409, "glyph_missing")
		if refused.text("characters.0") != "𪚥" || !strings.Contains(refused.text("detail"), "“𪚥”（U+2A6A5）") {
			t.Errorf("%s", refused.body)
		}
		if detail := who.get("/certificates/" + id).must(200); detail.text("unprintable.0") != "𪚥" {
			t.Errorf("%s", detail.body)
		}
		a.as(nobody).get("/certificate-checks?code=" + issued.text("items.0.code")).must(200)
	})
}

// TestRepeatedRequestIssuesOnce: also when more hours are confirmed in between, and for staff too.
func TestRepeatedRequestIssuesOnce(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		a.confirmedEntry()
		who := a.as(volunteerRole)
		first := who.post("/me/certificates", object{}, "Idempotency-Key", "one").must(201)
		a.confirmedEntry()
		again := who.post("/me/certificates", object{}, "Idempotency-Key", "one").must(201)
		if string(first.body) != string(again.body) || again.header.Get("Idempotent-Replayed") != "true" {
			t.Errorf("%s\n%s", first.body, again.body)
		}
		body := object{"station_id": a.station, "volunteer_id": who.volunteerID(), "from_on": "2026-01-01"}
		byStaff := a.as(manager).post("/certificates", body, "Idempotency-Key", "two").must(201)
		if byStaff.text("items.0.handler_name") == "" || byStaff.text("items.0.hours") != "2.00" && byStaff.text("items.0.services") != "2" {
			t.Errorf("%s", byStaff.body)
		}
		if listed := a.as(manager).get("/certificates?station_id=" + a.station + "&volunteer_id=" + who.volunteerID()).must(200); listed.length("items") != 2 {
			t.Errorf("%s", listed.body)
		}
		a.run([]scenario{
			{name: "another's station", who: a.as(manager), path: "/certificates", body: body.with("station_id", a.thirdStation), status: 403, code: "permission_missing"},
			{name: "nobody the station knows", who: a.as(manager), path: "/certificates", body: body.with("volunteer_id", "999"), status: 422, code: "invalid_request", has: `"field":"volunteer_id"`},
			{name: "a time without service", who: a.as(manager), path: "/certificates", body: body.with("from_on", "2020-01-01", "to_on", "2020-12-31"), status: 409, code: "hours_missing"},
			{name: "the wrong way round", who: who, path: "/me/certificates", body: object{"from_on": "2026-02-02", "to_on": "2026-02-01"}, status: 422, code: "invalid_request", has: `"field":"to_on"`},
			{name: "a station that is not there", who: who, path: "/me/certificates", body: object{"station_id": "999"}, status: 422, code: "invalid_request", has: `"field":"station_id"`},
			{name: "revoked without a reason", who: a.as(manager), path: "/certificates/" + first.text("items.0.id") + "/revoke", body: object{"reason": " "}, status: 422, code: "reason_missing"},
			{name: "revoked", who: a.as(manager), path: "/certificates/" + first.text("items.0.id") + "/revoke", body: object{"reason": "误发"}, status: 200, has: `"state":"revoked"`},
			{name: "revoked twice", who: a.as(manager), path: "/certificates/" + first.text("items.0.id") + "/revoke", body: object{"reason": "误发"}, status: 409, code: "certificate_revoked"},
		})
	})
}
