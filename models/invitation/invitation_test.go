package invitation_test

import (
	"fmt"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/invitation"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// village is a station with a team and its manager.
type village struct {
	*modelstest.World
	station *organization.Organization
	team    *team.Team
	manager models.Actor
	people  int
}

func found(t testing.TB, w *modelstest.World) *village {
	t.Helper()
	v := &village{World: w}
	v.write(t, models.Actor{}, func(tx *models.Tx) (err error) {
		v.station, err = organization.FoundCenter(tx, "甲村", "")
		return err
	})
	v.manager = v.visitor(t, "站长")
	v.manager.Scopes = []models.Scope{{Role: models.StationManager, OrganizationID: v.station.ID, Path: v.station.Path}}
	v.write(t, v.manager, func(tx *models.Tx) (err error) {
		v.team, err = team.Create(tx, team.Input{OrganizationID: v.station.ID, Name: "理发队", Affiliation: team.Party, Category: "便民服务"})
		return err
	})
	return v
}

func (v *village) write(t testing.TB, actor models.Actor, unit func(tx *models.Tx) error) {
	t.Helper()
	if err := v.DB.Write(t.Context(), actor, unit); err != nil {
		t.Fatalf("write: %v", err)
	}
}

// visitor is an account without a profile.
func (v *village) visitor(t testing.TB, name string) (actor models.Actor) {
	t.Helper()
	v.people++
	v.write(t, models.Actor{}, func(tx *models.Tx) error {
		own, err := account.FindOrCreateByWechat(tx, fmt.Sprint("open ", v.people), name)
		if err == nil {
			actor, err = account.ActorOf(tx, own.ID)
		}
		return err
	})
	return actor
}

// withPhone gives an account a phone, as a colleague's has one.
func (v *village) withPhone(t testing.TB, actor models.Actor, phone string) {
	t.Helper()
	v.write(t, models.Actor{}, func(tx *models.Tx) error {
		return tx.DB.Model(&account.Account{}).Where("id = ?", actor.AccountID).Update("phone", phone).Error
	})
}

// volunteer is an account with a profile.
func (v *village) volunteer(t testing.TB, name, phone string) models.Actor {
	t.Helper()
	actor := v.visitor(t, name)
	v.write(t, actor, func(tx *models.Tx) error {
		_, err := volunteer.Save(tx, volunteer.Input{Name: name, Gender: volunteer.Female, BornOn: "1990-05-01", Phone: phone})
		return err
	})
	return v.again(t, actor)
}

// again is the actor as of now.
func (v *village) again(t testing.TB, actor models.Actor) models.Actor {
	t.Helper()
	v.write(t, models.Actor{}, func(tx *models.Tx) (err error) { actor, err = account.ActorOf(tx, actor.AccountID); return err })
	return actor
}

func (v *village) invite(t testing.TB, name, phone string, to *team.Team) (added bool) {
	t.Helper()
	in := invitation.Input{OrganizationID: v.station.ID, Name: name, Phone: phone}
	if to != nil {
		in.TeamID = to.ID
	}
	v.write(t, v.manager, func(tx *models.Tx) (err error) { added, err = invitation.Invite(tx, in); return err })
	return added
}

// waiting lists the ids of the invitations that wait for the actor.
func (v *village) waiting(t testing.TB, actor models.Actor) (ids []int64) {
	t.Helper()
	v.write(t, actor, func(tx *models.Tx) error {
		found, err := invitation.ListOwn(tx, models.Page{Limit: 20})
		ids = nil
		for _, one := range found.Items {
			ids = append(ids, one.ID)
		}
		return err
	})
	return ids
}

func (v *village) accept(t testing.TB, actor models.Actor, id int64, profile invitation.Profile) error {
	t.Helper()
	return v.DB.Write(t.Context(), actor, func(tx *models.Tx) error { _, err := invitation.Accept(tx, id, profile); return err })
}

func (v *village) decline(t testing.TB, actor models.Actor, id int64) error {
	t.Helper()
	return v.DB.Write(t.Context(), actor, func(tx *models.Tx) error { _, err := invitation.Decline(tx, id); return err })
}

func (v *village) count(t testing.TB, table, condition string, values ...any) (rows int64) {
	t.Helper()
	v.write(t, models.Actor{}, func(tx *models.Tx) error { return tx.DB.Table(table).Where(condition, values...).Count(&rows).Error })
	return rows
}

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
		v.volunteer(t, "李四", "13900000002")
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
			{"a phone of another name", v.manager, invitation.Input{OrganizationID: v.station.ID, Name: "张三", Phone: "13900000002"}, volunteer.ErrExists},
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
