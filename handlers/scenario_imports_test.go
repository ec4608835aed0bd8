package handlers_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"practicestation/models"
	"practicestation/models/account"
)

// A station brings its roster: the file is checked, the good rows are confirmed, and people count once they have said yes.
func TestRosterBecomesInvitationsAndThenVolunteers(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		a.teamID()
		guest, other := a.visitor("周桂英"), a.visitor("吴秀兰")
		input := roster("周桂英,13900000101,东街志愿服务队", "吴秀兰,13900000102,", "郑十,139,").with("organization_id", a.station)
		made := staff.post("/imports", input).must(202)
		path := "/imports/" + made.id()
		a.run([]scenario{
			{name: "checking", who: staff, method: "GET", path: path, status: 200, has: `"progress":0`},
			{name: "no faults yet", who: staff, method: "GET", path: path + "/faults", status: 200, has: `"items":[]`},
			{name: "no workbook yet", who: staff, method: "GET", path: path + "/fault-workbook", status: 409, code: "import_status"},
			{name: "too early", who: staff, path: path + "/confirm", body: object{"mode": "all"}, status: 409, code: "import_status"},
		})
		a.handleImports()
		a.run([]scenario{
			{name: "checked", who: staff, method: "GET", path: path, status: 200, has: `"status":"checked"`},
			{name: "in the list", who: staff, method: "GET", path: "/imports", status: 200, has: `"id":"` + made.id() + `"`},
			{name: "the fault", who: staff, method: "GET", path: path + "/faults", status: 200, has: `"column":2,"column_name":"手机号","masked_value":"***"`},
			{name: "all", who: staff, path: path + "/confirm", body: object{"mode": "all"}, status: 409, code: "import_rows_bad", has: `"bad_rows":1`},
			{name: "another mode", who: staff, path: path + "/confirm", body: object{"mode": "some"}, status: 422, code: "invalid_request"},
		})
		marked := staff.get(path + "/fault-workbook").must(200)
		book, err := excelize.OpenReader(bytes.NewReader(marked.body))
		a.check(err)
		if comments, err := book.GetComments("Sheet1"); err != nil || len(comments) != 1 || comments[0].Cell != "B4" {
			t.Errorf("comments: %+v, %v", comments, err)
		}
		staff.post(path+"/confirm", object{"mode": "good"}).must(202)
		a.handleImports()
		a.run([]scenario{
			{name: "applied", who: staff, method: "GET", path: path, status: 200, has: `"good_rows":2,"id":"` + made.id() + `","kind":"volunteers","known_rows":0,"mode":"good"`},
			{name: "the file is gone", who: staff, method: "GET", path: path + "/fault-workbook", status: 409, code: "import_file_gone"},
			{name: "twice", who: staff, path: path + "/confirm", body: object{"mode": "good"}, status: 409, code: "import_status"},
			{name: "nothing to give up", who: staff, path: path + "/discard", status: 409, code: "import_status"},
			{name: "no profile, no invitation", who: guest, method: "GET", path: "/me/volunteer-invitations", status: 200, has: `"items":[]`},
		})
		if a.count("volunteers", "1 = 1") != 0 {
			t.Error("an import has made volunteers")
		}
		guest.put("/me/volunteer", object{"name": "周桂英", "gender": "female", "born_on": "1960-02-28", "phone": "13900000101"}).must(200)
		asked := guest.get("/me/volunteer-invitations").must(200)
		yes := "/me/volunteer-invitations/" + asked.text("items.0.id")
		guest.post(yes+"/accept", nil).must(200)
		a.run([]scenario{
			{name: "accepted before", who: guest, path: yes + "/accept", status: 409, code: "volunteer_invitation_decided"},
			{name: "too late to decline", who: guest, path: yes + "/decline", status: 409, code: "volunteer_invitation_decided"},
			{name: "a member", who: guest, method: "GET", path: "/me/teams", status: 200, has: `"status":"active"`},
			{name: "of others", who: other, path: yes + "/accept", status: 404, code: "volunteer_invitation_not_found"},
		})
	})
}

// A colleague with a phone needs no profile to be asked; saying yes makes one.
func TestAcceptingMakesTheProfile(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		colleague := a.hire("colleague")
		own := account.Account{}
		a.write(func(tx *models.Tx) error { return tx.DB.Where("id = ?", id64(colleague.account)).Take(&own).Error })
		a.as(manager).post("/imports", roster(own.Name+","+colleague.phone).with("organization_id", a.station)).must(202)
		a.handleImports()
		a.as(manager).post("/imports/"+a.as(manager).get("/imports").must(200).text("items.0.id")+"/confirm", object{"mode": "all"}).must(202)
		a.handleImports()
		path := "/me/volunteer-invitations/" + colleague.get("/me/volunteer-invitations").must(200).text("items.0.id")
		a.run([]scenario{
			{name: "without a profile", who: colleague, path: path + "/accept", status: 409, code: "profile_missing"},
			{name: "a child", who: colleague, path: path + "/accept", body: object{"gender": "female", "born_on": "2025-05-01"}, status: 409, code: "guardian_consent_missing"},
			{name: "with one", who: colleague, path: path + "/accept", body: object{"gender": "female", "born_on": "1990-05-01"}, status: 200, has: `"status":"accepted"`},
			{name: "a volunteer", who: colleague, method: "GET", path: "/me/volunteer", status: 200, has: colleague.phone},
		})
	})
}

// A table of residents comes in with the rights by which they are written down one by one, and counts at once.
func TestPopulationsComeFromAFile(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff := a.as(manager)
		file := base64.StdEncoding.EncodeToString([]byte("阵地,年份*,常住人口*,数据来源*\r\n,2025,3280,统计年鉴\r\n不存在的村,1999,很多,\r\n"))
		body := object{"kind": "populations", "organization_id": a.station, "file_name": "人口.csv", "file": file}
		path := "/imports/" + staff.post("/imports", body).must(202).id()
		a.handleImports()
		a.run([]scenario{
			{name: "by the neighbours", who: a.as(neighbour), path: "/imports", body: body, status: 403, code: "permission_missing"},
			{name: "by who only reads", who: a.as(auditor), path: "/imports", body: body, status: 403, code: "permission_missing"},
			{name: "every cell", who: staff, method: "GET", path: path + "/faults", status: 200, has: `"column_name":"数据来源"`},
			{name: "nothing yet", who: staff, method: "GET", path: "/organizations/" + a.station + "/populations", status: 200, has: `"items":[]`},
		})
		staff.post(path+"/confirm", object{"mode": "good"}).must(202)
		a.handleImports()
		a.run([]scenario{
			{name: "it counts", who: staff, method: "GET", path: "/organizations/" + a.station + "/populations", status: 200, has: `"residents":3280`},
			{name: "the template", who: staff, method: "GET", path: "/import-templates/populations?organization_id=" + a.station, status: 200},
		})
	})
}

// What a station has asked it can look up, and take back until somebody has answered; then it is gone for whom it was meant for.
func TestAStationTakesAnInvitationBack(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff, guest := a.as(manager), a.as(volunteerRole)
		accepted, withdrawn := a.someInvitation(), a.someInvitation()
		guest.post("/me/volunteer-invitations/"+accepted+"/accept", nil).must(200)
		phone := guest.get("/me/volunteer").must(200).text("phone")
		path := "/volunteer-invitations/" + withdrawn + "/withdraw"
		a.run([]scenario{
			{name: "both", who: staff, method: "GET", path: "/volunteer-invitations?organization_id=" + a.station, status: 200, has: `"status":"accepted"`},
			{name: "waiting", who: staff, method: "GET", path: "/volunteer-invitations?status=pending", status: 200, has: `"id":"` + withdrawn + `"`},
			{name: "the phone is masked", who: staff, method: "GET", path: "/volunteer-invitations?status=pending", status: 200, has: `"phone":"` + models.MaskPhone(phone) + `"`},
			{name: "nowhere", who: staff, method: "GET", path: "/volunteer-invitations?organization_id=999", status: 422, code: "invalid_request", has: `"field":"organization_id"`},
			{name: "another state", who: staff, method: "GET", path: "/volunteer-invitations?status=lost", status: 422, code: "invalid_request"},
			{name: "of the neighbours", who: a.as(neighbour), method: "GET", path: "/volunteer-invitations", status: 200, has: `"items":[]`},
			{name: "too late", who: staff, path: "/volunteer-invitations/" + accepted + "/withdraw", status: 409, code: "volunteer_invitation_decided"},
			{name: "unknown", who: staff, path: "/volunteer-invitations/999/withdraw", status: 404, code: "volunteer_invitation_not_found"},
			{name: "taken back", who: staff, path: path, status: 200, has: `"name":null`},
			{name: "once more", who: staff, path: path, status: 409, code: "volunteer_invitation_decided"},
			{name: "in the list", who: staff, method: "GET", path: "/volunteer-invitations?status=withdrawn", status: 200, has: `"phone":null`},
			{name: "gone", who: guest, method: "GET", path: "/me/volunteer-invitations", status: 200, has: `"items":[]`},
			{name: "dead", who: guest, path: "/me/volunteer-invitations/" + withdrawn + "/accept", status: 404, code: "volunteer_invitation_not_found"},
			{name: "told", who: guest, method: "GET", path: "/me/notices", status: 200, has: `"kind":"volunteer_invitation_withdrawn"`},
		})
	})
}

func TestWhatCannotBeUploaded(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff, good := a.as(manager), roster("张三,13900000001").with("organization_id", a.station)
		file := func(content string) object {
			return good.with("file", base64.StdEncoding.EncodeToString([]byte(content)))
		}
		a.run([]scenario{
			{name: "no Base64", who: staff, path: "/imports", body: good.with("file", "姓名"), status: 422, code: "invalid_request", has: `"field":"file"`},
			{name: "nothing", who: staff, path: "/imports", body: file(""), status: 422, code: "import_empty"},
			{name: "a page", who: staff, path: "/imports", body: file("<html>"), status: 422, code: "import_file_type"},
			{name: "too large", who: staff, path: "/imports", body: file(strings.Repeat("a", 10<<20+1)), status: 422, code: "import_file_large"},
			{name: "nowhere", who: staff, path: "/imports", body: good.with("organization_id", "999"), status: 422, code: "invalid_request", has: `"field":"organization_id"`},
			{name: "cows", who: staff, path: "/imports", body: good.with("kind", "cows"), status: 422, code: "invalid_request", has: `"field":"kind"`},
			{name: "the template of cows", who: staff, method: "GET", path: "/import-templates/cows?organization_id=" + a.station, status: 422, code: "invalid_request"},
			{name: "a template of nowhere", who: staff, method: "GET", path: "/import-templates/teams?organization_id=999", status: 422, code: "invalid_request"},
			{name: "a template of no place", who: staff, method: "GET", path: "/import-templates/teams", status: 422, code: "invalid_request"},
		})
		for range 5 {
			staff.post("/imports", good).must(202)
		}
		a.run([]scenario{{name: "one too many", who: staff, path: "/imports", body: good, status: 409, code: "imports_too_many"}})
		a.handleImports()
		id := staff.get("/imports").must(200).text("items.0.id")
		a.write(func(tx *models.Tx) error {
			return tx.DB.Model(&account.Grant{}).Where("account_id = ?", id64(staff.account)).Update("revoked_at", tx.Now).Error
		})
		a.run([]scenario{{name: "without the role", who: staff, path: "/imports/" + id + "/confirm", body: object{"mode": "all"}, status: 403, code: "permission_missing"}})
	})
}
