package invitation_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/invitation"
	"practicestation/models/modelstest"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

func TestEntityMatchesItsTable(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) { modelstest.MatchesSchema(t, w, &invitation.Invitation{}) })
}

func TestWhoAcceptsBecomesVolunteerAndMember(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		guest := v.visitor(t, "阿卜杜·热合曼")
		v.withPhone(t, guest, "13900000001")
		if !v.invite(t, "阿卜杜•热合曼", "13900000001", v.team) || v.invite(t, "阿卜杜·热合曼", "13900000001", v.team) {
			t.Error("an invitation is made once, whichever dot the name is written with")
		}
		if v.count(t, "notices", "account_id = ? AND kind = 'volunteer_invited'", guest.AccountID) != 1 {
			t.Error("who is known by account has not been told")
		}
		ids := v.waiting(t, guest)
		if len(ids) != 1 {
			t.Fatalf("%d invitations wait", len(ids))
		}
		modelstest.Expect(t, "without a profile", v.accept(t, guest, ids[0], invitation.Profile{}), volunteer.ErrProfileMissing)
		modelstest.Expect(t, "a child", v.accept(t, guest, ids[0], invitation.Profile{Gender: volunteer.Male, BornOn: "2020-01-01"}), volunteer.ErrGuardian)
		if v.count(t, "volunteers", "1 = 1") != 0 {
			t.Error("a refusal has left a profile")
		}
		modelstest.Expect(t, "with a profile", v.accept(t, guest, ids[0], invitation.Profile{Gender: volunteer.Male, BornOn: "1990-01-01"}), nil)
		guest = v.again(t, guest)
		if guest.VolunteerID == 0 || v.count(t, "team_members", "volunteer_id = ? AND status = 'active' AND decided_by = ?", guest.VolunteerID, v.manager.AccountID) != 1 {
			t.Error("who accepted is no volunteer or no member")
		}
		if v.count(t, "volunteers", "id = ? AND organization_id = ?", guest.VolunteerID, v.station.ID) != 1 {
			t.Error("the station cannot find its volunteer")
		}
		modelstest.Expect(t, "once more", v.accept(t, guest, ids[0], invitation.Profile{}), invitation.ErrDecided)
		if len(v.waiting(t, guest)) != 0 || v.invite(t, "阿卜杜·热合曼", "13900000001", v.team) {
			t.Error("who is a member is asked again")
		}
	})
}

func TestDecliningDoesNoHarm(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		guest := v.volunteer(t, "李四", "13900000002")
		v.invite(t, "李四", "13900000002", v.team)
		id := v.waiting(t, guest)[0]
		modelstest.Expect(t, "decline", v.decline(t, guest, id), nil)
		if v.count(t, "team_members", "1 = 1") != 0 || v.count(t, "volunteer_invitations", "name = '' AND phone = '' AND volunteer_id IS NULL") != 1 {
			t.Error("declining has left a trace of the person")
		}
		modelstest.Expect(t, "accept what was declined", v.accept(t, guest, id, invitation.Profile{}), invitation.ErrNotFound)
		if v.invite(t, "李四", "13900000002", v.team) {
			t.Error("the same list asks again")
		}
	})
}

// Whoever knows a phone alone does not see what was sent to it: profiles name phones that nobody has checked.
func TestAnInvitationIsItsGuests(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		v.invite(t, "张三", "13900000001", nil)
		other := v.volunteer(t, "王五", "13900000001")
		namesake := v.volunteer(t, "张三", "13900000009")
		for _, stranger := range []models.Actor{other, namesake, v.visitor(t, "张三")} {
			if len(v.waiting(t, stranger)) != 0 {
				t.Error("somebody else sees the invitation")
			}
			modelstest.Expect(t, "accept", v.accept(t, stranger, 1, invitation.Profile{}), invitation.ErrNotFound)
			modelstest.Expect(t, "decline", v.decline(t, stranger, 1), invitation.ErrNotFound)
		}
	})
}

func TestAnInvitationExpiresAndIsForgotten(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		v.invite(t, "张三", "13900000001", v.team)
		guest := v.volunteer(t, "张三", "13900000001")
		id := v.waiting(t, guest)[0]
		v.Clock.Advance(180 * 24 * time.Hour)
		modelstest.Expect(t, "too late", v.accept(t, guest, id, invitation.Profile{}), invitation.ErrNotFound)
		if !v.invite(t, "张三", "13900000001", v.team) || v.count(t, "volunteer_invitations", "1 = 1") != 1 {
			t.Error("after it has expired the person can be asked anew, in its place")
		}
		v.Clock.Advance(180 * 24 * time.Hour)
		v.write(t, models.SystemActor("test"), func(tx *models.Tx) error { _, err := invitation.Forget(tx); return err })
		if v.count(t, "volunteer_invitations", "1 = 1") != 0 {
			t.Error("what is known of somebody who never answered is still there")
		}
	})
}

func TestWhoMayInviteWhom(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		gone := &team.Team{}
		v.write(t, v.manager, func(tx *models.Tx) error {
			made, err := team.Create(tx, team.Input{OrganizationID: v.station.ID, Name: "旧队", Affiliation: team.Party, Category: "便民服务"})
			if err != nil {
				return err
			}
			gone, err = team.Update(tx, made.ID, made.Version, team.Input{Name: "旧队", Category: "便民服务", Status: team.Dissolved})
			return err
		})
		auditor := v.manager
		auditor.Scopes = []models.Scope{{Role: models.Auditor, OrganizationID: v.station.ID, Path: v.station.Path}}
		tests := []struct {
			name  string
			actor models.Actor
			in    invitation.Input
			want  *models.Error
		}{
			{"an auditor", auditor, invitation.Input{OrganizationID: v.station.ID, Name: "张三", Phone: "13900000001"}, models.ErrPermission},
			{"an auditor to a team", auditor, invitation.Input{TeamID: v.team.ID, Name: "张三", Phone: "13900000001"}, models.ErrPermission},
			{"a dissolved team", v.manager, invitation.Input{TeamID: gone.ID, Name: "张三", Phone: "13900000001"}, team.ErrDissolved},
			{"no phone", v.manager, invitation.Input{OrganizationID: v.station.ID, Name: "张三", Phone: "139"}, models.ErrInvalid},
			{"no name", v.manager, invitation.Input{OrganizationID: v.station.ID, Name: "\u200B", Phone: "13900000001"}, models.ErrInvalid},
			{"nowhere", v.manager, invitation.Input{OrganizationID: 99, Name: "张三", Phone: "13900000001"}, models.ErrInvalid},
		}
		for _, test := range tests {
			err := v.DB.Write(t.Context(), test.actor, func(tx *models.Tx) error { _, err := invitation.Invite(tx, test.in); return err })
			modelstest.Expect(t, test.name, err, test.want)
		}
	})
}

// Who is in the team, or has asked to be, is not asked; nor is a volunteer asked to become one.
func TestWhoBelongsAlreadyIsNotAsked(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		guest := v.volunteer(t, "张三", "13900000001")
		v.write(t, guest, func(tx *models.Tx) error { _, err := team.RequestMembership(tx, v.team.ID); return err })
		if v.invite(t, "张三", "13900000001", v.team) || v.invite(t, "张三", "13900000001", nil) || v.count(t, "volunteer_invitations", "1 = 1") != 0 {
			t.Error("somebody is asked to be what they are")
		}
	})
}

// Somebody whom the station has nothing to do with is asked like somebody whom nobody knows; once they have said yes, they belong there.
func TestWhomTheStationDoesNotKnowIsAskedAlike(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		guest, namesake := v.volunteer(t, "李四", "13900000002"), v.volunteer(t, "赵六", "13900000003")
		for range 2 { // known to the system, a phone that it knows under another name, and nobody
			for _, who := range [][2]string{{"李四", "13900000002"}, {"钱七", "13900000003"}, {"王五", "13900000009"}} {
				if first := v.count(t, "volunteer_invitations", "phone = ? AND name = ?", who[1], who[0]) == 0; v.invite(t, who[0], who[1], nil) != first {
					t.Errorf("%s is answered otherwise than the rest", who[0])
				}
			}
		}
		if len(v.waiting(t, namesake)) != 0 || v.count(t, "notices", "kind = 'volunteer_invited'") != 1 {
			t.Error("whoever has the phone alone hears of it")
		}
		modelstest.Expect(t, "accept", v.accept(t, guest, v.waiting(t, guest)[0], invitation.Profile{}), nil)
		if v.count(t, "volunteers", "1 = 1") != 2 || v.count(t, "volunteers", "id = ? AND organization_id = ?", guest.VolunteerID, v.station.ID) != 1 {
			t.Error("the volunteer does not belong to the station, or there are two of them")
		}
		v.write(t, models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.Exec("DELETE FROM volunteer_invitations").Error })
		if v.invite(t, "李四", "13900000002", nil) {
			t.Error("who belongs there is asked again")
		}
	})
}

// The team may be gone by the time somebody says yes; then nothing happens, and a request of the person's own is approved.
func TestAcceptingMeetsTheTeamAsItIs(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		v.invite(t, "张三", "13900000001", v.team)
		guest := v.volunteer(t, "张三", "13900000001")
		v.write(t, guest, func(tx *models.Tx) error { _, err := team.RequestMembership(tx, v.team.ID); return err })
		id := v.waiting(t, guest)[0]
		status := func(to team.Status) {
			v.write(t, v.manager, func(tx *models.Tx) error {
				now, err := models.Find[team.Team](tx, v.team.ID, team.ErrNotFound)
				if err == nil {
					_, err = team.Update(tx, v.team.ID, now.Version, team.Input{Name: "理发队", Category: "便民服务", Status: to})
				}
				return err
			})
		}
		status(team.Dissolved)
		modelstest.Expect(t, "a dissolved team", v.accept(t, guest, id, invitation.Profile{}), team.ErrDissolved)
		status(team.Active)
		results := modelstest.AtOnce(4, func(int) error { return v.accept(t, guest, id, invitation.Profile{}) })
		won := 0
		for _, err := range results {
			if err == nil {
				won++
			} else {
				modelstest.Expect(t, "the slower ones", err, invitation.ErrDecided)
			}
		}
		if won != 1 || v.count(t, "team_members", "status = 'active'") != 1 || v.count(t, "team_members", "1 = 1") != 1 {
			t.Errorf("%d accepted, %d memberships", won, v.count(t, "team_members", "1 = 1"))
		}
	})
}
