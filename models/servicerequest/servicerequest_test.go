package servicerequest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/servicerequest"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

func TestEntitiesMatchTheirTables(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, servicerequest.Request{}, servicerequest.Dispatch{}, servicerequest.Counter{})
	})
}

// TestWhoeverIsConcernedIsTold, and the audit has no contact and nothing that people have written about themselves.
func TestWhoeverIsConcernedIsTold(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		c.in(servicerequest.Rated)
		c.in(servicerequest.Rejected)
		again := c.in(servicerequest.Dispatched)
		c.must(c.leader, because(servicerequest.Decline, again.ID))
		c.must(c.townAdmin, send(again.ID, c.second.ID))
		c.must(c.secondLeader, take(again.ID))
		c.must(c.manager, because(servicerequest.TakeBack, again.ID))
		c.must(c.manager, send(again.ID, c.second.ID))
		c.must(c.resident, because(servicerequest.Withdraw, again.ID))
		taken := c.in(servicerequest.Taken)
		c.must(c.manager, complete(taken.ID))
		c.must(c.manager, because(servicerequest.Cancel, c.in(servicerequest.Taken).ID))
		const accepted, told = servicerequest.NoticeAccepted, servicerequest.NoticeTaken
		for who, want := range map[string]struct {
			actor models.Actor
			kinds []models.NoticeKind
		}{
			"the resident": {c.resident, []models.NoticeKind{
				accepted, told, servicerequest.NoticeCompleted, servicerequest.NoticeRejected, accepted, told, servicerequest.NoticeTakenBack,
				accepted, told, servicerequest.NoticeCompleted, accepted, told, servicerequest.NoticeCancelled,
			}},
			"the team's leader": {c.leader, []models.NoticeKind{
				servicerequest.NoticeDispatched, servicerequest.NoticeRated, servicerequest.NoticeDispatched, servicerequest.NoticeDispatched,
				servicerequest.NoticeCompleted, servicerequest.NoticeDispatched, servicerequest.NoticeCancelled,
			}},
			"the second leader": {c.secondLeader, []models.NoticeKind{
				servicerequest.NoticeDispatched, servicerequest.NoticeTakenBack, servicerequest.NoticeDispatched, servicerequest.NoticeWithdrawn,
			}},
			"who sent it":       {c.manager, []models.NoticeKind{told, servicerequest.NoticeDeclined, told, told}},
			"who sent it again": {c.townAdmin, []models.NoticeKind{told}},
			"a stranger":        {c.stranger, []models.NoticeKind{}},
		} {
			if difference := cmp.Diff(want.kinds, c.told(want.actor)); difference != "" {
				t.Errorf("%s has been told (-want +got)\n%s", who, difference)
			}
		}
		c.write(func(tx *models.Tx) error {
			var lines []models.AuditRow
			err := tx.DB.Find(&lines).Error
			for _, line := range lines {
				for _, text := range []*string{line.BeforeJSON, line.AfterJSON} {
					if text != nil && (strings.Contains(*text, "13800001234") || strings.Contains(*text, "理发") || strings.Contains(*text, c.resident.Name)) {
						t.Errorf("%s says %s", line.Action, *text)
					}
				}
			}
			return err
		})
	})
}

// TestNoTeamIsMadeToServe: only the person in charge takes or declines, nobody above does it for the team.
func TestNoTeamIsMadeToServe(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		made := c.in(servicerequest.Dispatched)
		for name, actor := range map[string]models.Actor{"the center": c.admin, "the town": c.townAdmin, "the station": c.manager, "the resident": c.resident} {
			for _, step := range []rule{take(made.ID), because(servicerequest.Decline, made.ID)} {
				_, err := c.do(actor, step)
				modelstest.Expect(t, "decided by "+name, err, models.ErrPermission)
			}
		}
		for name, actor := range map[string]models.Actor{"another leader": c.secondLeader, "a stranger": c.stranger, "the next station": c.neighbour} {
			for _, step := range []rule{take(made.ID), because(servicerequest.Decline, made.ID), accept(made.ID), because(servicerequest.Cancel, made.ID), complete(made.ID)} {
				_, err := c.do(actor, step)
				modelstest.Expect(t, "by "+name, err, servicerequest.ErrNotFound)
			}
		}
		_, err := c.do(c.auditor, because(servicerequest.TakeBack, made.ID))
		modelstest.Expect(t, "by the auditor", err, models.ErrPermission)
		_, err = c.do(c.leader, func(tx *models.Tx) (*servicerequest.Listed, error) { return servicerequest.Decline(tx, made.ID, " ") })
		modelstest.Expect(t, "declined without a reason", err, models.ErrReasonMissing)
	})
}

// TestTheStationDecides on what it is asked for, and only whoever asked takes a wish back.
func TestTheStationDecides(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		submitted, sent := c.in(servicerequest.Submitted), c.in(servicerequest.Dispatched)
		for name, actor := range map[string]models.Actor{"the resident": c.resident, "the auditor": c.auditor} {
			for _, step := range []rule{
				accept(submitted.ID), because(servicerequest.Reject, submitted.ID), because(servicerequest.Cancel, sent.ID), because(servicerequest.TakeBack, sent.ID), complete(sent.ID),
			} {
				_, err := c.do(actor, step)
				modelstest.Expect(t, "decided by "+name, err, models.ErrPermission)
			}
		}
		for name, actor := range map[string]models.Actor{"the station": c.manager, "the team": c.leader, "the auditor": c.auditor} {
			_, err := c.do(actor, because(servicerequest.Withdraw, sent.ID))
			modelstest.Expect(t, "withdrawn by "+name, err, models.ErrPermission)
		}
	})
}

// TestToWhomARequestIsSent: to an active team with somebody in charge, of the station, above it, or of where the sender handles requests.
func TestToWhomARequestIsSent(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		made := c.in(servicerequest.Accepted)
		unled := c.unled(c.station, "没有队长的队")
		_, err := c.do(c.manager, send(made.ID, unled.ID))
		modelstest.Expect(t, "to nobody", err, servicerequest.ErrUnled)
		neighbours, _ := c.led(c.next, "甲二村队")
		dissolved, _ := c.led(c.station, "解散的队")
		c.write(func(tx *models.Tx) error { return tx.DB.Model(dissolved).Update("status", team.Dissolved).Error })
		for name, id := range map[string]int64{"to a far team": c.far.ID, "to the next station's": neighbours.ID, "to a dissolved team": dissolved.ID, "to no team": 999} {
			_, err := c.do(c.manager, send(made.ID, id))
			modelstest.Expect(t, name, err, models.ErrInvalid)
		}
		for _, day := range []models.Date{"2026-03-01", "2027-03-04", "2026-02-30", ""} {
			_, err := c.do(c.manager, sendBy(made.ID, c.team.ID, day))
			modelstest.Expect(t, "due on "+string(day), err, models.ErrInvalid)
		}
		for name, far := range map[string]struct {
			actor models.Actor
			team  int64
		}{"the town's own": {c.manager, c.second.ID}, "another station's, by the town": {c.townAdmin, neighbours.ID}, "another town's, by the center": {c.admin, c.far.ID}} {
			sent, err := c.do(far.actor, sendBy(made.ID, far.team, "2026-03-02"))
			modelstest.Expect(t, name, err, nil)
			if *sent.TeamID != far.team || *sent.DueOn != "2026-03-02" {
				t.Errorf("%s: %+v", name, sent)
			}
			c.must(c.manager, because(servicerequest.TakeBack, made.ID))
		}
	})
}

// TestWhoMaySeeWhomToCall: the contact is for who asked, for the station's staff, and for the team from its yes until the work is done.
func TestWhoMaySeeWhomToCall(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		sees := func(when string, id int64, want map[string]string) {
			t.Helper()
			for name, actor := range map[string]models.Actor{
				"resident": c.resident, "manager": c.manager, "town": c.townAdmin, "center": c.admin, "auditor": c.auditor, "leader": c.leader,
				"second": c.secondLeader, "neighbour": c.neighbour, "stranger": c.stranger,
			} {
				found, err := c.look(actor, id)
				got := "all"
				if err != nil {
					got = "nothing"
				} else if !found.ShowsContact(actor) {
					got = "masked"
				}
				if got != want[name] {
					t.Errorf("%s, %s sees %s, not %s", when, name, got, want[name])
				}
			}
		}
		always := map[string]string{"resident": "all", "manager": "all", "town": "all", "center": "all", "auditor": "masked", "second": "nothing", "neighbour": "nothing", "stranger": "nothing"}
		with := func(leader string) map[string]string { always["leader"] = leader; return always }
		made := c.in(servicerequest.Accepted)
		sees("accepted", made.ID, with("nothing"))
		c.must(c.manager, send(made.ID, c.team.ID))
		sees("dispatched", made.ID, with("masked"))
		c.must(c.leader, because(servicerequest.Decline, made.ID))
		sees("declined", made.ID, with("nothing"))
		c.must(c.manager, send(made.ID, c.team.ID))
		c.must(c.leader, take(made.ID))
		sees("taken", made.ID, with("all"))
		c.must(c.manager, because(servicerequest.TakeBack, made.ID))
		sees("taken back", made.ID, with("nothing"))
		sees("completed", c.in(servicerequest.Completed).ID, with("masked"))
	})
}

// TestWhatIsAskedFor: an own wish has the profile's contact unless another is given; staff write down where it came from.
func TestWhatIsAskedFor(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		own := c.must(c.resident, submit(c.wish()))
		if own.ContactName != c.resident.Name || own.ContactPhone != "13800001234" || own.Source != servicerequest.MiniProgram || *own.RequesterID != c.resident.AccountID {
			t.Errorf("the own wish: %+v", own)
		}
		_, err := c.do(models.Actor{AccountID: 999}, submit(c.wish()))
		modelstest.Expect(t, "without a profile", err, volunteer.ErrProfileMissing)
		heard := c.wish()
		heard.Source, heard.ContactName, heard.ContactPhone = servicerequest.ByPhone, "陈桂芳", "0510-87654321"
		written := c.must(c.manager, record(heard))
		if written.RequesterID != nil || written.ContactPhone != "0510-87654321" {
			t.Errorf("written down: %+v", written)
		}
		for name, actor := range map[string]models.Actor{"a resident": c.resident, "the leader": c.leader, "the auditor": c.auditor, "the next station": c.neighbour} {
			_, err := c.do(actor, record(heard))
			modelstest.Expect(t, "written down by "+name, err, models.ErrPermission)
		}
		for name, spoil := range map[string]func(in *servicerequest.Input){
			"at a town": func(in *servicerequest.Input) { in.StationID = c.town.ID }, "nowhere": func(in *servicerequest.Input) { in.StationID = 999 },
			"of no category":    func(in *servicerequest.Input) { in.Category = "\u200b" },
			"of nothing":        func(in *servicerequest.Input) { in.Content = " " },
			"that is long":      func(in *servicerequest.Input) { in.Content = strings.Repeat("长", 501) },
			"of a strange call": func(in *servicerequest.Input) { in.ContactPhone = "call me" },
			"of a long name":    func(in *servicerequest.Input) { in.ContactName = strings.Repeat("长", 51) },
		} {
			in := heard
			spoil(&in)
			_, err := c.do(c.manager, record(in))
			modelstest.Expect(t, "written down, "+name, err, models.ErrInvalid)
			_, err = c.do(c.resident, submit(in))
			modelstest.Expect(t, "submitted, "+name, err, models.ErrInvalid)
		}
		heard.Source = servicerequest.MiniProgram
		_, err = c.do(c.manager, record(heard))
		modelstest.Expect(t, "by staff in the mini program", err, models.ErrInvalid)
	})
}
