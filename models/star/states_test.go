package star_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/star"
)

// TestEveryStateOfAStarAndWhatCanBeDoneInIt: an application is decided once, and only a star that is held can be revoked.
func TestEveryStateOfAStarAndWhatCanBeDoneInIt(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		made := c.applied()
		act := map[string]func() error{
			"approve": func() error { _, err := c.approve(c.town, made.ID); return err },
			"refuse":  func() error { return c.refuse(c.town, made.ID, "材料不全") },
			"revoke":  func() error { return c.revoke(c.town, made.ID, "冒用他人时长") },
		}
		for _, state := range []struct {
			name, status, noticeUntil       string
			approved, refused, revokedError *models.Error
		}{
			{"applied", "applied", "", nil, nil, star.ErrNotGranted},
			{"under public notice", "approved", "2026-03-02", star.ErrDecided, star.ErrDecided, star.ErrNotGranted},
			{"granted", "approved", "2026-03-01", star.ErrDecided, star.ErrDecided, nil},
			{"refused", "refused", "", star.ErrDecided, star.ErrDecided, star.ErrNotGranted},
			{"revoked", "revoked", "2026-03-01", star.ErrDecided, star.ErrDecided, star.ErrNotGranted},
		} {
			for action, want := range map[string]*models.Error{"approve": state.approved, "refuse": state.refused, "revoke": state.revokedError} {
				c.sql("UPDATE star_applications SET status = ?, notice_until = NULLIF(?, ''), live = 1 WHERE id = ?", state.status, state.noticeUntil, made.ID)
				modelstest.Expect(t, action+" what is "+state.name, act[action](), want)
			}
		}
	})
}

// TestEveryStateOfAnObjectionToAStarAndWhatCanBeDoneInIt: it is answered once, and only while the star is under notice is one filed.
func TestEveryStateOfAnObjectionToAStarAndWhatCanBeDoneInIt(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		made := c.noticed()
		filed, err := c.object(c.reader, made.ID, "那天他不在")
		c.check(err)
		act := map[string]func() error{
			"uphold":  func() error { return c.uphold(c.town, filed.ID, "属实") },
			"dismiss": func() error { return c.dismiss(c.town, filed.ID, "签到表上有") },
		}
		for state, want := range map[star.ObjectionStatus]*models.Error{
			star.Open: nil, star.Upheld: star.ErrObjectionDecided, star.Dismissed: star.ErrObjectionDecided,
		} {
			for action, do := range act {
				c.sql("UPDATE star_applications SET status = 'approved', live = 1 WHERE id = ?", made.ID)
				c.sql("UPDATE star_objections SET status = ? WHERE id = ?", state, filed.ID)
				modelstest.Expect(t, action+" what is "+string(state), do(), want)
			}
		}
		for status, want := range map[star.Status]*models.Error{
			star.Approved: star.ErrObjectionExists, star.Applied: star.ErrNoticeOver, star.Refused: star.ErrNoticeOver, star.Revoked: star.ErrNoticeOver,
		} {
			c.sql("UPDATE star_applications SET status = ? WHERE id = ?", status, made.ID)
			_, err := c.object(c.reader, made.ID, "再提一次")
			modelstest.Expect(t, "an objection to what is "+string(status), err, want)
		}
	})
}

func (c *county) sql(statement string, values ...any) {
	c.t.Helper()
	c.check(c.DB.Write(c.t.Context(), models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.Exec(statement, values...).Error }))
}
