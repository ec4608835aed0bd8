package invitation_test

import (
	"slices"
	"testing"

	"practicestation/models"
	"practicestation/models/invitation"
	"practicestation/models/modelstest"
)

// sent lists what the actor's places have asked: "张三 139****0001 pending" for each.
func (v *village) sent(t testing.TB, actor models.Actor, filter invitation.Filter) (told []string, err error) {
	t.Helper()
	err = v.DB.Read(t.Context(), actor, func(tx *models.Tx) error {
		found, err := invitation.ListSent(tx, filter, models.Page{Limit: 20})
		told = nil
		for _, one := range found.Items {
			told = append(told, one.Name+" "+string(one.Status))
		}
		return err
	})
	return told, err
}

func (v *village) withdraw(t testing.TB, actor models.Actor, id int64) error {
	t.Helper()
	return v.DB.Write(t.Context(), actor, func(tx *models.Tx) error { _, err := invitation.Withdraw(tx, id); return err })
}

// Those see what was asked who could have asked it: of an organization whoever keeps its rosters, of a team who takes people in.
func TestWhoSeesWhatWasAsked(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		v.invite(t, "张三", "13900000001", nil)
		v.invite(t, "李四", "13900000002", v.team)
		v.invite(t, "王五", "13900000003", v.team)
		no := v.volunteer(t, "王五", "13900000003")
		modelstest.Expect(t, "decline", v.decline(t, no, v.waiting(t, no)[0]), nil)
		as := func(role models.Role, path string) models.Actor {
			return models.Actor{AccountID: 99, Scopes: []models.Scope{{Role: role, OrganizationID: v.station.ID, Path: path}}}
		}
		for _, one := range []struct {
			name   string
			actor  models.Actor
			filter invitation.Filter
			want   []string
			err    *models.Error
		}{
			{"the manager", v.manager, invitation.Filter{}, []string{"李四 pending", "张三 pending"}, nil},
			{"of the station", v.manager, invitation.Filter{OrganizationID: v.station.ID, Status: invitation.Pending}, []string{"李四 pending", "张三 pending"}, nil},
			{"accepted ones", v.manager, invitation.Filter{Status: invitation.Accepted}, nil, nil},
			{"declined ones are in no list", v.manager, invitation.Filter{Status: invitation.Declined}, nil, nil},
			{"who leads the team", models.Actor{AccountID: 99, LedTeams: []int64{v.team.ID}}, invitation.Filter{}, []string{"李四 pending"}, nil},
			{"who leads another team", models.Actor{AccountID: 99, LedTeams: []int64{999}}, invitation.Filter{}, nil, nil},
			{"somewhere else", as(models.StationManager, "/999/"), invitation.Filter{}, nil, nil},
			{"who only reads", as(models.Auditor, v.station.Path), invitation.Filter{}, nil, models.ErrPermission},
			{"nowhere", v.manager, invitation.Filter{OrganizationID: 999}, nil, models.ErrInvalid},
		} {
			got, err := v.sent(t, one.actor, one.filter)
			if modelstest.Expect(t, one.name, err, one.err); !slices.Equal(got, one.want) {
				t.Errorf("%s: %v, want %v", one.name, got, one.want)
			}
		}
	})
}

// Taken back, it is as if nobody had been asked: the guest does not see it any more and is told so, nothing says who it was, and
// the same list may ask again.
func TestWhatIsWithdrawnIsDead(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		guest := v.volunteer(t, "李四", "13900000002")
		v.invite(t, "李四", "13900000002", v.team)
		id := v.waiting(t, guest)[0]
		stranger := v.manager
		stranger.Scopes = []models.Scope{{Role: models.StationManager, OrganizationID: 999, Path: "/999/"}}
		modelstest.Expect(t, "by somebody else", v.withdraw(t, stranger, id), invitation.ErrNotFound)
		modelstest.Expect(t, "by the guest", v.withdraw(t, guest, id), invitation.ErrNotFound)
		modelstest.Expect(t, "by the manager", v.withdraw(t, v.manager, id), nil)
		modelstest.Expect(t, "twice", v.withdraw(t, v.manager, id), invitation.ErrDecided)
		modelstest.Expect(t, "accept what was withdrawn", v.accept(t, guest, id, invitation.Profile{}), invitation.ErrNotFound)
		modelstest.Expect(t, "decline what was withdrawn", v.decline(t, guest, id), invitation.ErrNotFound)
		if len(v.waiting(t, guest)) != 0 || v.count(t, "team_members", "1 = 1") != 0 {
			t.Error("the invitation still works")
		}
		if v.count(t, "volunteer_invitations", "name = '' AND phone = '' AND name_key = '' AND status = 'withdrawn'") != 1 {
			t.Error("the name is still there")
		}
		if v.count(t, "notices", "volunteer_id = ? AND kind = 'volunteer_invitation_withdrawn'", guest.VolunteerID) != 1 {
			t.Error("the guest has not been told")
		}
		if !v.invite(t, "李四", "13900000002", v.team) || len(v.waiting(t, guest)) != 1 {
			t.Error("a mistake cannot be made good")
		}
		modelstest.Expect(t, "accept anew", v.accept(t, guest, v.waiting(t, guest)[0], invitation.Profile{}), nil)
		if got, err := v.sent(t, v.manager, invitation.Filter{}); err != nil || !slices.Equal(got, []string{"李四 accepted"}) {
			t.Errorf("%v, %v", got, err)
		}
	})
}

// Of an answer and a withdrawal at the same moment one comes first, and the other one hears so.
func TestAnAnswerAndAWithdrawalDoNotBothHappen(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		guest := v.volunteer(t, "李四", "13900000002")
		v.invite(t, "李四", "13900000002", v.team)
		id := v.waiting(t, guest)[0]
		won := 0
		for _, err := range modelstest.AtOnce(2, func(i int) error {
			if i == 0 {
				return v.accept(t, guest, id, invitation.Profile{})
			}
			return v.withdraw(t, v.manager, id)
		}) {
			if err == nil {
				won++
			}
		}
		members := v.count(t, "team_members", "status = 'active'")
		if won != 1 || members != v.count(t, "volunteer_invitations", "status = 'accepted'") {
			t.Errorf("%d came first, %d members", won, members)
		}
	})
}
