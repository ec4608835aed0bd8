package handlers_test

import (
	"encoding/base64"
	"fmt"
	"strings"

	"practicestation/models"
	"practicestation/models/importing"
	"practicestation/models/invitation"
)

// importRights is who may import: whoever may do the same one by one. An import belongs to whoever has uploaded the file, and an
// invitation to whom it names; who takes people into a team may take its invitations back.
var importRights = []row{
	{"getImportTemplate", get("/import-templates/volunteers?organization_id={station}"), []int{401, 403, 403, 403, 200, 403, 200, 403, 200, 403}},
	{"createImport", post("/imports", roster("张三,13900000001").with("organization_id", "{station}")), []int{401, 403, 403, 403, 202, 403, 202, 403, 202, 403}},
	{"listImports", get("/imports"), signedIn()}, // one's own
	{"getImport", get("/imports/{import}"), ownersOf(200)},
	{"listImportFaults", get("/imports/{import}/faults"), ownersOf(200)},
	{"downloadFaultWorkbook", get("/imports/{import}/fault-workbook"), ownersOf(200)},
	{"confirmImport", post("/imports/{import}/confirm", object{"mode": "good"}), ownersOf(202)},
	{"discardImport", post("/imports/{import}/discard", nil), ownersOf(200)},
	{"listMyVolunteerInvitations", get("/me/volunteer-invitations"), signedIn()},
	{"acceptVolunteerInvitation", post("/me/volunteer-invitations/{volunteerInvitation}/accept", nil), []int{401, 200, 404, 404, 404, 404, 404, 404, 404, 404}},
	{"listVolunteerInvitations", get("/volunteer-invitations"), []int{401, 403, 403, 200, 200, 200, 200, 200, 200, 403}},
	{"withdrawVolunteerInvitation", post("/volunteer-invitations/{volunteerInvitation}/withdraw", nil), []int{401, 404, 404, 200, 200, 404, 200, 404, 200, 404}},
	{"declineVolunteerInvitation", post("/me/volunteer-invitations/{volunteerInvitation}/decline", nil), []int{401, 200, 404, 404, 404, 404, 404, 404, 404, 404}},
}

// ownersOf is what the station's manager gets of an import; nobody else sees it.
func ownersOf(status int) []int {
	return []int{401, 404, 404, 404, status, 404, 404, 404, 404, 404}
}

// roster is what to post for a file of volunteers with these rows.
func roster(rows ...string) object {
	text := "姓名*,手机号*,队伍\r\n" + strings.Join(rows, "\r\n") + "\r\n"
	return object{"kind": "volunteers", "file_name": "花名册.csv", "file": base64.StdEncoding.EncodeToString([]byte(text))}
}

// someImport is a checked import of the manager's with a good and a bad row; those before it are given up.
func (a *app) someImport() string {
	a.t.Helper()
	a.write(func(tx *models.Tx) error { return tx.DB.Exec("UPDATE imports SET status = 'discarded'").Error })
	made := a.as(manager).post("/imports", roster("张三,"+a.newPhone(), "李四,139").with("organization_id", a.station)).must(202).id()
	a.handleImports()
	return made
}

// handleImports does the imports that wait, as the background does. What is wrong with one stands in it.
func (a *app) handleImports() {
	a.t.Helper()
	for {
		claim, found, err := importing.ClaimImport(a.t.Context(), a.db, "test")
		a.check(err)
		if !found {
			return
		}
		if err := claim.Work(a.t.Context()); err != nil {
			a.t.Log(err)
		}
	}
}

// someInvitation asks the volunteer to join a new team.
func (a *app) someInvitation() (id string) {
	a.t.Helper()
	own := a.as(volunteerRole).get("/me/volunteer").must(200)
	in := invitation.Input{Name: own.text("name"), Phone: own.text("phone"), TeamID: id64(a.newTeam(fmt.Sprintf("新队 %d", a.nextNumber())))}
	a.byAdministrator(func(tx *models.Tx) error { _, err := invitation.Invite(tx, in); return err })
	waiting := a.as(volunteerRole).get("/me/volunteer-invitations?limit=100").must(200)
	return waiting.find("team_id", fmt.Sprint(in.TeamID))
}
