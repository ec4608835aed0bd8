package handlers_test

import (
	"strings"
	"testing"
	"time"
)

// What a dry run lists is what people are told: whoever was asked to take a seat over is on the list of whatever gives that
// seat back, and needs to answer no more.
func TestADryRunListsWhoIsAskedForASeatThatIsGivenBack(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, holder, guest := a.as(manager), a.as(volunteerRole), a.as(otherVolunteer)
		a.joined(holder)
		a.joined(guest)
		other := a.published("title", "植树", "starts_at", a.at(26*time.Hour), "ends_at", a.at(30*time.Hour), "shifts", []object{a.shift("starts_at", a.at(26*time.Hour), "ends_at", a.at(28*time.Hour))})
		holder.signUp(shiftOf(other))
		for _, c := range []struct {
			who        *caller
			collection string
			action     string
			body       object
			kinds      string
		}{
			{holder, "sign-ups", "cancel", object{}, "stand_in_not_needed"},
			{holder, "sign-ups", "cannot-come", object{"reason": "发烧"}, "stand_in_not_needed"},
			{staff, "sign-ups", "cancel", object{"reason": "下雨"}, "stand_in_not_needed sign_up_cancelled"},
			{staff, "activities", "reschedule", object{"reason": "下雨", "starts_at": a.at(27 * time.Hour), "version": 2}, "sign_up_released_by_clash stand_in_not_needed"},
		} {
			made := a.published()
			seat := holder.signUp(shiftOf(made))
			asked := holder.post("/sign-ups/"+seat.id()+"/stand-ins", object{"team_id": a.teamID()}).must(201)
			path := "/" + c.collection + "/" + map[string]string{"sign-ups": seat.id(), "activities": made.id()}[c.collection] + "/" + c.action
			dry := c.who.post(path+"/dry-run", c.body).must(200)
			if dry.every("effects", "kind") != c.kinds {
				t.Errorf("%s: whom it would tell: %s", path, dry.body)
			}
			before := guest.get("/me/notices").must(200).length("items")
			c.who.post(path, c.body).must(200)
			told := guest.get("/me/notices").must(200)
			text := told.text("items.0.text")
			if told.length("items") != before+1 || !strings.HasSuffix(text, "您不需要回复。") || !strings.Contains(dry.every("effects", "text"), text) {
				t.Errorf("%s: the dry run says %s, and told is %s", path, dry.body, told.body)
			}
			a.run([]scenario{
				{name: "nothing to accept", who: guest, path: "/invitations/" + asked.text("items.0.invitation.id") + "/accept", status: 409, code: "invitation_decided"},
				{name: "taken back", who: guest, method: "GET", path: "/me/invitations?status=withdrawn", status: 200, has: asked.text("items.0.invitation.id")},
			})
		}
	})
}
