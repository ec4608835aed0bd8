package handlers_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"practicestation/models"
)

// orderedExport is one of the caller's, waiting to be made.
func (c *caller) orderedExport(members ...any) string {
	return c.post("/exports", exportBody.with(members...)).must(202).id()
}

func TestExportTellsWhatItIsAndForWhat(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		worked(a)
		staff := a.as(manager)
		made := staff.post("/exports", exportBody.with("reason", "  核对三月时长  ")).must(202)
		for member, want := range map[string]string{
			"status": "queued", "reason": "核对三月时长", "masking": "masked", "organization_id": a.station, "rows_done": "0", "expires_at": a.at(7 * 24 * time.Hour),
		} {
			if got := made.text(member); got != want {
				t.Errorf("%s is %q, want %q", member, got, want)
			}
		}
		a.makeExports()
		done := staff.get("/exports/" + made.id()).must(200)
		if done.text("row_count") == "" || done.text("file_size") == "" || !strings.Contains(done.text("file_name"), done.text("number")) {
			t.Errorf("the export is %s", done.body)
		}
		a.run([]scenario{
			{name: "for nothing", who: staff, path: "/exports", body: exportBody.with("reason", nil), status: 422, code: "invalid_request", has: `"field":"reason"`},
			{name: "for a word", who: staff, path: "/exports", body: exportBody.with("reason", "要用"), status: 422, code: "invalid_request", has: `"field":"reason"`},
			{name: "for spaces", who: staff, path: "/exports", body: exportBody.with("reason", "  要用  "), status: 422, code: "invalid_request", has: `"field":"reason"`},
			{name: "masked in part", who: staff, path: "/exports", body: exportBody.with("masking", "some"), status: 422, code: "invalid_request", has: `"field":"masking"`},
			{name: "with names", who: staff, path: "/exports", body: exportBody.with("masking", "unmasked"), status: 403, code: "permission_missing"},
		})
	})
}

// TestNamesLeaveOnlyWithTheRightAndAreNoted: the right to reveal names is looked at again when the file is made.
func TestNamesLeaveOnlyWithTheRightAndAreNoted(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		worked(a)
		admin, name, phone := a.as(townAdmin), a.as(volunteerRole).get("/me/volunteer").must(200).text("name"), a.as(volunteerRole).get("/me/volunteer").must(200).text("phone")
		files := map[string]string{}
		for _, masking := range []string{"masked", "unmasked"} {
			id := admin.orderedExport("report", "hours", "masking", masking, "from", "2026-03-01", "to", "2026-04-01")
			a.makeExports()
			files[masking] = string(admin.get("/exports/" + id + "/file").must(200).body)
			audit := a.as(auditor).get("/audit-entries?subject_kind=export&subject_id=" + id).must(200)
			if audit.every("items", "action") != "export.download export.done export.create" || strings.Count(string(audit.body), `"masking":"`+masking+`"`) != 3 ||
				!strings.Contains(string(audit.body), "年度总结上报") {
				t.Errorf("the audit of %s: %s", masking, audit.body)
			}
		}
		if strings.Contains(files["masked"], name) || strings.Contains(files["masked"], phone) {
			t.Errorf("a masked file names people: %s", files["masked"])
		}
		if !strings.Contains(files["unmasked"], name) || !strings.Contains(files["unmasked"], phone) {
			t.Errorf("an unmasked file names nobody: %s", files["unmasked"])
		}
	})
}

func TestUnfinishedExportsAreFewAndCanBeCancelled(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		var waiting []string
		for range 5 {
			waiting = append(waiting, staff.orderedExport())
		}
		staff.post("/exports", exportBody).refused(409, "exports_too_many")
		a.as(townAdmin).orderedExport() // others are not kept from theirs
		if got := staff.post("/exports/"+waiting[0]+"/cancel", nil).must(200); got.text("status") != "cancelled" || got.text("finished_at") == "" {
			t.Errorf("cancelled: %s", got.body)
		}
		staff.orderedExport()
		a.makeExports()
		a.run([]scenario{
			{name: "its state", who: staff, method: "GET", path: "/exports/" + waiting[0], status: 200, has: `"status":"cancelled"`},
			{name: "its file", who: staff, method: "GET", path: "/exports/" + waiting[0] + "/file", status: 409, code: "export_cancelled"},
			{name: "its ticket", who: staff, path: "/exports/" + waiting[0] + "/tickets", status: 409, code: "export_cancelled"},
			{name: "once more", who: staff, path: "/exports/" + waiting[0] + "/cancel", status: 409, code: "export_ended"},
			{name: "a made one", who: staff, path: "/exports/" + waiting[1] + "/cancel", status: 409, code: "export_ended"},
			{name: "another's", who: a.as(townAdmin), path: "/exports/" + waiting[1] + "/cancel", status: 404, code: "export_not_found"},
		})
	})
}

// TestTicketTakesOneFileOnce: without a header, for a minute, and only while its holder may have the file.
func TestTicketTakesOneFileOnce(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, guest := a.as(manager), a.as(nobody)
		first, second := staff.orderedExport(), staff.orderedExport()
		staff.post("/exports/"+first+"/tickets", nil).refused(409, "export_not_ready")
		a.makeExports()
		ticket := func() (secret, path string) {
			issued := staff.post("/exports/"+first+"/tickets", nil).must(201)
			if issued.text("path") != base+"/exports/"+first+"/file?ticket="+issued.text("ticket") {
				t.Errorf("the path is %s", issued.body)
			}
			return issued.text("ticket"), strings.TrimPrefix(issued.text("path"), base)
		}
		secret, path := ticket()
		guest.send("HEAD", base+path, nil).must(200) // a look is free
		a.run([]scenario{
			{name: "no ticket", who: guest, method: "GET", path: "/exports/" + first + "/file", status: 401, code: "token_missing"},
			{name: "for another file", who: guest, method: "GET", path: "/exports/" + second + "/file?ticket=" + secret, status: 401, code: "ticket_invalid"},
			{name: "a guess", who: guest, method: "GET", path: "/exports/" + first + "/file?ticket=" + url.QueryEscape(strings.ToLower(secret)), status: 401, code: "ticket_invalid"},
		})
		own := staff.get("/exports/" + first + "/file").must(200)
		taken := guest.get(path).must(200)
		if !bytes.Equal(taken.body, own.body) || taken.header.Get("Content-Length") != own.header.Get("Content-Length") || len(own.body) == 0 {
			t.Errorf("by ticket: %d bytes, %v", len(taken.body), taken.header)
		}
		guest.get(path).refused(401, "ticket_invalid")
		_, path = ticket()
		a.wait(time.Minute)
		guest.get(path).refused(401, "ticket_invalid")
		audit := a.as(townAdmin).get("/audit-entries?subject_kind=export&subject_id=" + first).must(200)
		if audit.every("items", "action") != "export.ticket export.download export.download export.ticket export.done export.create" ||
			audit.text("items.1.account_id") != staff.account || audit.text("items.1.after.by_ticket") != "true" || strings.Contains(string(audit.body), secret) {
			t.Errorf("the audit: %s", audit.body)
		}
	})
}

// TestDamagedExportIsSeenToBeBroken: nobody gets the file, and the export is one that failed from then on.
func TestDamagedExportIsSeenToBeBroken(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		for name, damage := range map[string]func(file []byte) (statement string, values []any){
			"a piece is missing": func([]byte) (string, []any) { return "DELETE FROM export_chunks WHERE export_id = ?", nil },
			"a piece is cut off": func(file []byte) (string, []any) {
				return "UPDATE export_chunks SET content = ? WHERE export_id = ?", []any{file[:9]}
			},
			"a piece is another": func(file []byte) (string, []any) {
				return "UPDATE export_chunks SET content = ? WHERE export_id = ?", []any{bytes.ReplaceAll(file, []byte("0"), []byte("1"))}
			},
			"the pieces have gaps": func([]byte) (string, []any) { return "UPDATE export_chunks SET number = 1 WHERE export_id = ?", nil },
		} {
			id := staff.orderedExport()
			a.makeExports()
			file := staff.get("/exports/" + id + "/file").must(200).body
			statement, values := damage(file)
			a.write(func(tx *models.Tx) error { return tx.DB.Exec(statement, append(values, id)...).Error })
			refused := staff.get("/exports/"+id+"/file").refused(409, "export_failed")
			if refused.header.Get("Content-Disposition") != "" || !strings.Contains(refused.text("detail"), "重新导出") {
				t.Errorf("%s: %v %s", name, refused.header, refused.body)
			}
			shown := staff.get("/exports/" + id).must(200)
			if shown.text("status") != "failed" || shown.text("error_code") != "file_damaged" || shown.text("progress") == "100" || shown.text("file_name") != "" {
				t.Errorf("%s: it is %s", name, shown.body)
			}
			staff.get("/exports/"+id+"/file").refused(409, "export_failed")
			audit := a.as(townAdmin).get("/audit-entries?subject_kind=export&subject_id=" + id).must(200)
			if !strings.HasPrefix(audit.every("items", "action"), "export.fail export.download ") {
				t.Errorf("%s: the audit: %s", name, audit.body)
			}
		}
	})
}

// TestTicketIsShownOnce: a repeated request has one effect, and no secret is kept to be shown again.
func TestTicketIsShownOnce(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		id := staff.orderedExport()
		a.makeExports()
		path := base + "/exports/" + id + "/tickets"
		first := staff.send(http.MethodPost, path, nil, "Idempotency-Key", "one ticket").must(201)
		again := staff.send(http.MethodPost, path, nil, "Idempotency-Key", "one ticket").must(201)
		if first.text("ticket") == "" || strings.Contains(string(again.body), first.text("ticket")) || again.text("expires_at") != first.text("expires_at") {
			t.Errorf("first %s, again %s", first.body, again.body)
		}
	})
}

// TestTicketDiesWithTheRole: who lost the role meanwhile, or the account, has a ticket to nothing.
func TestTicketDiesWithTheRole(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		clerk := a.another(auditor)
		id := clerk.orderedExport()
		a.makeExports()
		path := strings.TrimPrefix(clerk.post("/exports/"+id+"/tickets", nil).must(201).text("path"), base)
		grants := a.as(centerAdmin).get("/accounts/" + clerk.account).must(200)
		a.as(centerAdmin).post("/grants/"+grants.text("grants.0.id")+"/revoke", nil).must(200)
		a.as(nobody).get(path).refused(403, "permission_missing")
		clerk.post("/exports/"+id+"/tickets", nil).refused(403, "permission_missing")
		a.as(centerAdmin).post("/accounts/"+clerk.account+"/suspend", nil).must(200)
		a.as(nobody).get(path).refused(401, "ticket_invalid")
	})
}

func TestExpiredExportIsStillListed(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		id := staff.orderedExport()
		a.makeExports()
		a.wait(7 * 24 * time.Hour)
		staff = a.as(manager)
		if list := staff.get("/exports").must(200); list.find("status", "expired") != id && list.text("items.0.status") != "expired" {
			t.Errorf("one's own exports: %s", list.body)
		}
		staff.get("/exports/"+id+"/file").refused(409, "export_expired")
		staff.post("/exports/"+id+"/cancel", nil).refused(409, "export_ended")
	})
}
