package star_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/star"
)

func TestAnybodyObjectsDuringTheNotice(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		made := c.applied()
		_, err := c.object(c.reader, made.ID, "有误")
		modelstest.Expect(t, "before the notice", err, star.ErrNoticeNotFound)
		_, err = c.object(c.reader, 999, "有误")
		modelstest.Expect(t, "to nothing", err, star.ErrNoticeNotFound)
		_, err = c.approve(c.town, made.ID)
		c.check(err)
		_, err = c.object(c.volunteer, made.ID, "有误")
		modelstest.Expect(t, "by the volunteer", err, star.ErrOwn)
		_, err = c.object(c.reader, made.ID, " ")
		modelstest.Expect(t, "without a reason", err, models.ErrReasonMissing)
		c.at(9)
		_, err = c.object(c.reader, made.ID, "有误")
		modelstest.Expect(t, "on the last day", err, nil)
		_, err = c.object(c.reader, made.ID, "还是有误")
		modelstest.Expect(t, "twice", err, star.ErrObjectionExists)
		c.at(10)
		_, err = c.object(c.neither, made.ID, "有误")
		modelstest.Expect(t, "afterwards", err, star.ErrNoticeOver)
		if c.told(c.volunteer, star.NoticeObjected) != 1 || c.told(c.town, star.NoticeObjected) != 1 {
			t.Error("the volunteer and who approved have not been told once")
		}
	})
}

// TestAnOpenObjectionKeepsTheStarBack, until somebody who has made neither decides.
func TestAnOpenObjectionKeepsTheStarBack(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		made := c.noticed()
		objection, err := c.object(c.town, made.ID, "有误")
		c.check(err)
		c.at(10)
		if now := c.status(c.volunteer); now != star.PublicNotice {
			t.Errorf("with an open objection it is %s", now)
		}
		modelstest.Expect(t, "revoked meanwhile", c.revoke(c.center, made.ID, "不行"), star.ErrNotGranted)
		for name, one := range map[string]struct {
			actor models.Actor
			want  *models.Error
		}{
			"who objected": {c.town, star.ErrOwn}, "the volunteer": {c.volunteer, star.ErrOwn}, "another town": {c.another, star.ErrObjectionNotFound},
			"a station": {c.manager, models.ErrPermission}, "another person": {c.reader, star.ErrObjectionNotFound},
		} {
			modelstest.Expect(t, name, c.dismiss(one.actor, objection.ID, "无误"), one.want)
			modelstest.Expect(t, name, c.uphold(one.actor, objection.ID, "有误"), one.want)
		}
		modelstest.Expect(t, "without a reason", c.dismiss(c.center, objection.ID, " "), models.ErrReasonMissing)
		modelstest.Expect(t, "nothing", c.dismiss(c.center, 999, "无误"), star.ErrObjectionNotFound)
		modelstest.Expect(t, "dismissed", c.dismiss(c.center, objection.ID, "台账无误"), nil)
		modelstest.Expect(t, "twice", c.uphold(c.center, objection.ID, "有误"), star.ErrObjectionDecided)
		if now := c.status(c.volunteer); now != star.Granted {
			t.Errorf("after the objection it is %s", now)
		}
		if c.told(c.town, star.NoticeDecided) != 1 || c.told(c.volunteer, star.NoticeDecided) != 1 {
			t.Error("both have not been told")
		}
	})
}

func TestAnUpheldObjectionRefusesTheStar(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		made := c.noticed()
		first, err := c.object(c.reader, made.ID, "有误")
		c.check(err)
		_, err = c.object(c.neither, made.ID, "同上")
		c.check(err)
		modelstest.Expect(t, "upheld", c.uphold(c.town, first.ID, "核对后属实"), nil)
		if now := c.status(c.volunteer); now != star.Refused {
			t.Errorf("it is %s", now)
		}
		if c.told(c.reader, star.NoticeDecided) != 1 || c.told(c.neither, star.NoticeDecided) != 1 || c.told(c.volunteer, star.NoticeRefused) != 1 {
			t.Error("not everybody has been told")
		}
		var open int64
		c.read(c.town, func(tx *models.Tx) error {
			return tx.DB.Model(&star.Objection{}).Where("status = ?", star.Open).Count(&open).Error
		})
		_, err = c.apply(c.volunteer, 1)
		modelstest.Expect(t, "applied for once more", err, nil)
		if open != 0 {
			t.Errorf("%d objections are left open", open)
		}
	})
}

// TestWhatThePublicSees: who is up for notice, and only as long as the notice runs.
func TestWhatThePublicSees(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		shown := func() int {
			n := 0
			c.read(models.Actor{}, func(tx *models.Tx) error {
				found, err := star.ListNotices(tx, models.Page{Limit: 5})
				n = len(found.Items)
				return err
			})
			return n
		}
		made := c.applied()
		if n := shown(); n != 0 {
			t.Errorf("before the approval: %d", n)
		}
		_, err := c.approve(c.town, made.ID)
		c.check(err)
		if n := shown(); n != 1 {
			t.Errorf("under notice: %d", n)
		}
		c.at(10)
		if n := shown(); n != 0 {
			t.Errorf("afterwards: %d", n)
		}
	})
}

func TestWhoListsApplications(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		c.applied()
		for name, one := range map[string]struct {
			actor models.Actor
			n     int
			want  *models.Error
		}{
			"a station": {c.manager, 1, nil}, "another town": {c.another, 0, nil}, "a volunteer": {c.volunteer, 0, models.ErrPermission},
		} {
			n := 0
			err := c.DB.Read(t.Context(), one.actor, func(tx *models.Tx) error {
				found, err := star.List(tx, "", models.Page{Limit: 5})
				n = len(found.Items)
				return err
			})
			modelstest.Expect(t, name, err, one.want)
			if n != one.n {
				t.Errorf("%s: %d", name, n)
			}
		}
	})
}
