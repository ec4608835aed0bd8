package handlers_test

import "testing"

func TestInvitationsAreAnswered(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, who, other, stranger := a.as(manager), a.as(volunteerRole), a.as(otherVolunteer), a.volunteer("外人")
		a.joined(who)
		a.joined(other)
		made := a.published("recruitment", "invitation")
		shift := shiftOf(made)
		path := "/shifts/" + shift + "/invitations"
		first := staff.post(path, object{"volunteer_ids": []string{who.volunteerID()}, "note": "请早到"}).must(201).text("items.0.invitation.id")
		rest := staff.post(path, object{"team_id": a.teamID()}).must(201)
		if rest.every("items", "invitation.status") != " pending" || rest.text("items.0.errors.0.code") != "already_invited" {
			t.Errorf("the team: %s", rest.body)
		}
		second := rest.text("items.1.invitation.id")
		a.run([]scenario{
			{name: "a stranger cannot be looked up", who: staff, path: path, body: object{"volunteer_ids": []string{stranger.volunteerID()}}, status: 422, code: "invalid_request", has: `"field":"volunteer_ids.0"`},
			{name: "a team of others", who: staff, path: path, body: object{"team_id": "999"}, status: 422, code: "invalid_request", has: `"field":"team_id"`},
			{name: "nobody", who: staff, path: path, body: object{}, status: 422, code: "invalid_request"},
			{name: "unknown shift", who: staff, path: "/shifts/999/invitations", body: object{"team_id": a.teamID()}, status: 404, code: "shift_not_found"},
			{name: "unknown shift, to list", who: staff, method: "GET", path: "/shifts/999/invitations", status: 404, code: "shift_not_found"},
			{name: "told", who: who, method: "GET", path: "/me/notices", status: 200, has: "留言：请早到"},
			{name: "one's own", who: who, method: "GET", path: "/me/invitations?status=pending", status: 200, has: first},
			{name: "of somebody else", who: other, path: "/invitations/" + first + "/accept", status: 404, code: "invitation_not_found"},
			{name: "unknown", who: other, path: "/invitations/999/decline", status: 404, code: "invitation_not_found"},
			{name: "accepted", who: who, path: "/invitations/" + first + "/accept", status: 200, has: `"status":"accepted"`},
			{name: "twice", who: who, path: "/invitations/" + first + "/accept", status: 409, code: "invitation_decided"},
			{name: "declined", who: other, path: "/invitations/" + second + "/decline", status: 200, has: `"status":"declined"`},
			{name: "declined twice", who: other, path: "/invitations/" + second + "/decline", status: 409, code: "invitation_decided"},
			{name: "the roster says how they came", who: staff, method: "GET", path: "/shifts/" + shift + "/roster", status: 200, has: `"source":"invitation"`},
			{name: "invited who is there", who: staff, path: path, body: object{"volunteer_ids": []string{who.volunteerID()}}, status: 201, has: `"code":"already_signed_up"`},
			{name: "invited once more", who: staff, path: path, body: object{"volunteer_ids": []string{other.volunteerID()}}, status: 201, has: `"status":"pending"`},
			{name: "answers", who: staff, method: "GET", path: path + "?status=accepted", status: 200, has: first},
		})
		if waiting := staff.get(path + "?status=pending").must(200); waiting.length("items") != 1 {
			t.Errorf("waiting: %s", waiting.body)
		}
		a.moveTo(made.text("shifts.0.starts_at"))
		late := other.get("/me/invitations?status=expired").must(200).text("items.0.id")
		a.run([]scenario{
			{name: "accepted too late", who: other, path: "/invitations/" + late + "/accept", status: 409, code: "invitation_expired"},
			{name: "invited too late", who: staff, path: path, body: object{"team_id": a.teamID()}, status: 409, code: "shift_started"},
		})
	})
}
