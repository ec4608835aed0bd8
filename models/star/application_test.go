package star_test

import (
	"errors"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
	"practicestation/models/star"
	"practicestation/models/volunteer"
)

func TestAStarTakesTheHours(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		c.scheme(star.AllTime)
		_, err := c.apply(c.reader, 1)
		modelstest.Expect(t, "without a profile", err, volunteer.ErrProfileMissing)
		c.served(c.volunteer, "2026-02-01", 99, hours.Confirmed)
		_, err = c.apply(c.volunteer, 3)
		modelstest.Expect(t, "a star that there is not", err, models.ErrInvalid)
		_, err = c.apply(c.volunteer, 1)
		var refusal *models.Error
		if !errors.As(err, &refusal) || !models.IsCode(err, star.ErrShort) || refusal.Facts["missing_minutes"] != int64(1) {
			t.Errorf("a minute short: %v", err)
		}
		c.served(c.volunteer, "2026-02-02", 1, hours.Confirmed)
		made, err := c.apply(c.volunteer, 1)
		if err != nil || made.Minutes != 100 || made.SchemeVersion != 2 || c.status(c.volunteer) != star.Applied {
			t.Fatalf("reached: %v, %+v", err, made)
		}
		if made.Live == nil {
			t.Error("nothing but the rule keeps a second application out")
		}
		_, err = c.apply(c.volunteer, 1)
		modelstest.Expect(t, "twice", err, star.ErrPending)
	})
}

func TestMembershipMayBeAskedFor(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		_, err := c.put(c.center, star.SchemeInput{Name: "某社区", Period: star.CalendarYear, Thresholds: []int64{10}, MinMemberMonths: 3, Version: 1})
		c.check(err)
		newcomer := c.lives(c.account(), "2025-12-03")
		c.served(newcomer, "2026-02-01", 10, hours.Confirmed)
		_, err = c.apply(newcomer, 1)
		modelstest.Expect(t, "a day before three months", err, star.ErrMembership)
		c.Clock.Advance(24 * time.Hour)
		_, err = c.apply(newcomer, 1)
		modelstest.Expect(t, "after three months", err, nil)
	})
}

func TestWhoReviews(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		made := c.applied()
		for name, one := range map[string]struct {
			actor models.Actor
			want  *models.Error
		}{
			"the volunteer": {c.volunteer, star.ErrOwn}, "another person": {c.reader, star.ErrNotFound}, "another town": {c.another, star.ErrNotFound},
			"a station": {c.manager, models.ErrPermission}, "an auditor": {c.auditor, models.ErrPermission},
		} {
			_, err := c.approve(one.actor, made.ID)
			modelstest.Expect(t, name, err, one.want)
			modelstest.Expect(t, name+" refusing", c.refuse(one.actor, made.ID, "不行"), one.want)
		}
		_, err := c.approve(c.town, 999)
		modelstest.Expect(t, "nothing", err, star.ErrNotFound)
		_, err = c.approve(c.center, made.ID)
		modelstest.Expect(t, "the center", err, nil)
	})
}

// TestFromApplicationToStar: review, five working days of public notice, and then the star, without anybody's doing.
func TestFromApplicationToStar(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		made := c.applied()
		noticed, err := c.approve(c.town, made.ID)
		if err != nil || *noticed.NoticeUntil != "2026-03-09" || c.status(c.volunteer) != star.PublicNotice {
			t.Fatalf("approved on Monday the 2nd: %v, %+v", err, noticed)
		}
		_, err = c.approve(c.town, made.ID)
		modelstest.Expect(t, "twice", err, star.ErrDecided)
		modelstest.Expect(t, "refused after that", c.refuse(c.town, made.ID, "不行"), star.ErrDecided)
		modelstest.Expect(t, "revoked before it is granted", c.revoke(c.town, made.ID, "不行"), star.ErrNotGranted)
		_, err = c.apply(c.volunteer, 1)
		modelstest.Expect(t, "once more meanwhile", err, star.ErrPending)
		c.at(9)
		if now := c.status(c.volunteer); now != star.PublicNotice {
			t.Errorf("on the last day it is %s", now)
		}
		c.at(10)
		if now := c.status(c.volunteer); now != star.Granted {
			t.Errorf("the day after it is %s", now)
		}
		if own := c.standing(c.volunteer); own.Granted == nil || own.Granted.Level != 1 || own.Pending != nil {
			t.Errorf("held: %+v", own)
		}
		_, err = c.apply(c.volunteer, 1)
		modelstest.Expect(t, "the same star once more", err, star.ErrHeld)
		c.served(c.volunteer, "2026-03-08", 200, hours.Confirmed)
		_, err = c.apply(c.volunteer, 2)
		modelstest.Expect(t, "the next one", err, nil)
		if c.told(c.volunteer, star.NoticeApproved) != 1 {
			t.Error("the volunteer has not been told once")
		}
	})
}

// TestApprovalSumsTheLedgerAnew: hours that were taken back after the application carry no star.
func TestApprovalSumsTheLedgerAnew(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		c.scheme(star.AllTime)
		entry := c.served(c.volunteer, "2026-02-01", 120, hours.Confirmed)
		made, err := c.apply(c.volunteer, 1)
		c.check(err)
		c.reverse(entry)
		_, err = c.approve(c.town, made.ID)
		modelstest.Expect(t, "after the reversal", err, star.ErrShort)
		modelstest.Expect(t, "refused without a reason", c.refuse(c.town, made.ID, " "), models.ErrReasonMissing)
		modelstest.Expect(t, "refused", c.refuse(c.town, made.ID, "时长已冲正"), nil)
		if c.status(c.volunteer) != star.Refused || c.told(c.volunteer, star.NoticeRefused) != 1 {
			t.Error("it is not refused, or nobody was told")
		}
		c.served(c.volunteer, "2026-02-03", 120, hours.Confirmed)
		_, err = c.apply(c.volunteer, 1)
		modelstest.Expect(t, "applied for once more", err, nil)
	})
}

// TestAnApplicationIsJudgedByTheVersionOfItsDay, whatever the scheme becomes afterwards.
func TestAnApplicationIsJudgedByTheVersionOfItsDay(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		made := c.applied()
		_, err := c.put(c.center, star.SchemeInput{Name: "更严", Period: star.CalendarYear, Thresholds: []int64{5000}, Version: 2})
		c.check(err)
		noticed, err := c.approve(c.town, made.ID)
		if err != nil || noticed.SchemeVersion != 2 || noticed.Threshold != 100 {
			t.Errorf("approved: %v, %+v", err, noticed)
		}
	})
}

// TestALostSupportIsShownAndNeverActedOn: a star whose hours were reversed stays, says so, and is revoked by people only.
func TestALostSupportIsShownAndNeverActedOn(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		c.scheme(star.AllTime)
		entry := c.served(c.volunteer, "2026-02-01", 120, hours.Confirmed)
		made, err := c.apply(c.volunteer, 1)
		c.check(err)
		_, err = c.approve(c.town, made.ID)
		c.check(err)
		c.at(10)
		supported := func() bool {
			held := c.standing(c.volunteer).Granted
			return held != nil && !held.NoLongerSupported("2026-03-10")
		}
		if !supported() {
			t.Error("the star is not supported by its hours")
		}
		c.reverse(entry)
		if supported() || c.status(c.volunteer) != star.Granted {
			t.Error("the star has gone, or does not say that its hours have")
		}
		modelstest.Expect(t, "revoked by oneself", c.revoke(c.volunteer, made.ID, "不要"), star.ErrOwn)
		modelstest.Expect(t, "without a reason", c.revoke(c.town, made.ID, ""), models.ErrReasonMissing)
		modelstest.Expect(t, "revoked", c.revoke(c.town, made.ID, "时长已冲正"), nil)
		modelstest.Expect(t, "twice", c.revoke(c.town, made.ID, "时长已冲正"), star.ErrNotGranted)
		if c.status(c.volunteer) != star.Revoked || c.told(c.volunteer, star.NoticeRevoked) != 1 || c.standing(c.volunteer).Granted != nil {
			t.Error("it is not revoked, or nobody was told")
		}
	})
}

// TestStarsAreHeldForTheirPeriod: of a year each year, and of twelve months once in twelve months.
func TestStarsAreHeldForTheirPeriod(t *testing.T) {
	for _, c := range []struct {
		period star.Period
		again  time.Time
		before time.Time
	}{
		{star.CalendarYear, time.Date(2027, time.January, 1, 9, 0, 0, 0, modelstest.Zone()), time.Date(2026, time.December, 31, 9, 0, 0, 0, modelstest.Zone())},
		{star.RollingYear, time.Date(2027, time.March, 2, 9, 0, 0, 0, modelstest.Zone()), time.Date(2027, time.March, 1, 9, 0, 0, 0, modelstest.Zone())},
	} {
		t.Run(string(c.period), func(t *testing.T) {
			period := c
			each(t, func(t *testing.T, c *county) {
				c.scheme(period.period)
				for _, day := range []models.Date{"2026-02-01", "2026-12-20", "2027-01-01"} {
					c.served(c.volunteer, day, 120, hours.Confirmed)
				}
				made, err := c.apply(c.volunteer, 1)
				c.check(err)
				_, err = c.approve(c.town, made.ID)
				c.check(err)
				c.Clock.Set(period.before)
				_, err = c.apply(c.volunteer, 1)
				modelstest.Expect(t, "on its last day", err, star.ErrHeld)
				c.Clock.Set(period.again)
				if held := c.standing(c.volunteer).Granted; held != nil {
					t.Errorf("held beyond its days: %+v", held)
				}
				_, err = c.apply(c.volunteer, 1)
				modelstest.Expect(t, "after it", err, nil)
			})
		})
	}
}

// TestOneApplicationOutOfMany: several devices at once make one.
func TestOneApplicationOutOfMany(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		c.scheme(star.AllTime)
		c.served(c.volunteer, "2026-02-01", 400, hours.Confirmed)
		won := 0
		for _, err := range modelstest.AtOnce(4, func(i int) error { _, err := c.apply(c.volunteer, int64(i%2)+1); return err }) {
			if err == nil {
				won++
				continue
			}
			modelstest.Expect(t, "the others", err, star.ErrPending)
		}
		if won != 1 {
			t.Errorf("%d applications", won)
		}
	})
}
