package team_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

func (v *village) request(t testing.TB, actor models.Actor) (made *team.NamedMember, err error) {
	t.Helper()
	err = v.DB.Write(t.Context(), actor, func(tx *models.Tx) error { made, err = team.RequestMembership(tx, v.team.ID); return err })
	return made, err
}

func (v *village) approve(t testing.TB, actor models.Actor, id int64) error {
	t.Helper()
	return v.DB.Write(t.Context(), actor, func(tx *models.Tx) error { _, err := team.ApproveMember(tx, id); return err })
}

func (v *village) reject(t testing.TB, actor models.Actor, id int64) error {
	t.Helper()
	return v.DB.Write(t.Context(), actor, func(tx *models.Tx) error { _, err := team.RejectMember(tx, id, "人满"); return err })
}

func (v *village) leave(t testing.TB, actor models.Actor, id int64) error {
	t.Helper()
	return v.DB.Write(t.Context(), actor, func(tx *models.Tx) error { _, err := team.LeaveTeam(tx, id, "搬家"); return err })
}

// TestMembershipStates is the whole state machine, written out a second time.
func TestMembershipStates(t *testing.T) {
	t.Parallel()
	const yes, no = true, false
	states := []team.MemberStatus{team.Requested, team.ActiveMember, team.Rejected, team.Left, ""}
	for from, row := range map[team.MemberStatus][5]bool{
		//                requested active rejected left nothing
		team.Requested:    {no, yes, yes, yes, no},
		team.ActiveMember: {no, no, no, yes, no},
		team.Rejected:     {no, no, no, no, no},
		team.Left:         {no, no, no, no, no},
		"":                {no, no, no, no, no},
	} {
		for i, to := range states {
			if got := from.CanBecome(to); got != row[i] {
				t.Errorf("%q becomes %q: %t, want %t", from, to, got, row[i])
			}
		}
	}
}

func TestMembershipStory(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		wang := v.volunteer(t, "王芳")
		_, err := v.request(t, v.person(t, "无资料"))
		modelstest.Expect(t, "without a profile", err, volunteer.ErrProfileMissing)
		first, err := v.request(t, wang)
		if err != nil || first.Status != team.Requested || first.VolunteerName != "王芳" || first.TeamName != "理发队" {
			t.Fatalf("%v, %+v", err, first)
		}
		_, err = v.request(t, wang)
		modelstest.Expect(t, "again while it is open", err, team.ErrMemberExists)
		modelstest.Expect(t, "reject", v.reject(t, v.manager, first.ID), nil)
		modelstest.Expect(t, "approve what was rejected", v.approve(t, v.manager, first.ID), team.ErrMemberStatus)
		second, err := v.request(t, wang)
		modelstest.Expect(t, "again after it was rejected", err, nil)
		modelstest.Expect(t, "approve", v.approve(t, v.manager, second.ID), nil)
		modelstest.Expect(t, "approve again", v.approve(t, v.manager, second.ID), team.ErrMemberStatus)
		modelstest.Expect(t, "reject a member", v.reject(t, v.manager, second.ID), team.ErrMemberStatus)
		_, err = v.request(t, wang)
		modelstest.Expect(t, "again while a member", err, team.ErrMemberExists)
		expectMembers(t, v, 1)
		modelstest.Expect(t, "leave", v.leave(t, wang, second.ID), nil)
		modelstest.Expect(t, "leave again", v.leave(t, wang, second.ID), team.ErrMemberStatus)
		expectMembers(t, v, 0)
		third, err := v.request(t, wang)
		modelstest.Expect(t, "again after leaving", err, nil)
		modelstest.Expect(t, "withdraw the request", v.leave(t, wang, third.ID), nil)
		v.read(t, wang, func(tx *models.Tx) error {
			own, err := team.OwnMemberships(tx, models.Page{Limit: 100})
			if len(own.Items) != 3 || own.Items[0].Reason != "人满" || own.Items[1].Status != team.Left {
				t.Errorf("the own memberships are %+v", own.Items)
			}
			return err
		})
		v.write(t, v.manager, func(tx *models.Tx) error {
			_, err := team.Update(tx, v.team.ID, 1, team.Input{Name: "理发队", Category: "便民服务", Status: team.Dissolved})
			return err
		})
		_, err = v.request(t, wang)
		modelstest.Expect(t, "a dissolved team", err, team.ErrDissolved)
		v.team = &team.Team{ID: 99}
		_, err = v.request(t, wang)
		modelstest.Expect(t, "no team", err, team.ErrNotFound)
	})
}

func expectMembers(t *testing.T, v *village, want int64) {
	t.Helper()
	v.read(t, v.manager, func(tx *models.Tx) error {
		counts, err := team.CountMembers(tx, []int64{v.team.ID})
		if counts[v.team.ID] != want {
			t.Errorf("%d members, want %d", counts[v.team.ID], want)
		}
		return err
	})
}

// TestWhoDecidesOnMembers: a request is not there for strangers (404); its volunteer sees it and may withdraw it, not
// approve it (403); staff and the team's own leader decide.
func TestWhoDecidesOnMembers(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		leader := models.Actor{AccountID: 8, LedTeams: []int64{v.team.ID}}
		otherLeader := models.Actor{AccountID: 8, LedTeams: []int64{v.team.ID + 1}}
		auditor := models.Actor{AccountID: 9, Scopes: []models.Scope{{Role: models.Auditor, OrganizationID: v.center.ID, Path: v.center.Path}}}
		wang, li := v.volunteer(t, "王芳"), v.volunteer(t, "李娜")
		for name, c := range map[string]struct {
			actor                  models.Actor
			approve, reject, leave *models.Error
			sees                   int
		}{
			"herself":        {wang, models.ErrPermission, models.ErrPermission, nil, 1},
			"another":        {li, team.ErrMemberNotFound, team.ErrMemberNotFound, team.ErrMemberNotFound, 0},
			"nobody":         {models.Actor{}, team.ErrMemberNotFound, team.ErrMemberNotFound, team.ErrMemberNotFound, 0},
			"an auditor":     {auditor, team.ErrMemberNotFound, team.ErrMemberNotFound, team.ErrMemberNotFound, 0},
			"another leader": {otherLeader, team.ErrMemberNotFound, team.ErrMemberNotFound, team.ErrMemberNotFound, 0},
			"the leader":     {leader, nil, nil, nil, 1},
			"the manager":    {v.manager, nil, nil, nil, 1},
		} {
			for verb, try := range map[string]struct {
				do   func(testing.TB, models.Actor, int64) error
				want *models.Error
			}{"approve": {v.approve, c.approve}, "reject": {v.reject, c.reject}, "leave": {v.leave, c.leave}} {
				v.write(t, v.manager, func(tx *models.Tx) error { return tx.DB.Exec("DELETE FROM team_members").Error })
				made, err := v.request(t, wang)
				if err != nil {
					t.Fatal(err)
				}
				v.read(t, c.actor, func(tx *models.Tx) error {
					members, err := team.Members(tx, v.team.ID, "", models.Page{Limit: 100})
					if len(members.Items) != c.sees {
						t.Errorf("%s sees %d members", name, len(members.Items))
					}
					return err
				})
				modelstest.Expect(t, name+", "+verb, try.do(t, c.actor, made.ID), try.want)
				modelstest.Expect(t, name+", "+verb+" what there is not", try.do(t, c.actor, 999), team.ErrMemberNotFound)
			}
		}
	})
}

func TestMembershipTwiceAtOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		wang := v.volunteer(t, "王芳")
		results := modelstest.AtOnce(8, func(int) error { _, err := v.request(t, wang); return err })
		expectOne(t, results, team.ErrMemberExists)
		var id int64
		v.read(t, wang, func(tx *models.Tx) error {
			own, err := team.OwnMemberships(tx, models.Page{Limit: 100})
			id = own.Items[0].ID
			return err
		})
		expectOne(t, modelstest.AtOnce(4, func(i int) error {
			if i%2 == 0 {
				return v.approve(t, v.manager, id)
			}
			return v.reject(t, v.manager, id)
		}), team.ErrMemberStatus)
	})
}
