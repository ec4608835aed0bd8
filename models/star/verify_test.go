package star_test

import (
	"testing"

	"practicestation/models/modelstest"
	"practicestation/models/star"
)

// TestATamperedStarIsFound: each column of applications and objections, decided and not.
func TestATamperedStarIsFound(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		made := c.noticed()
		first, err := c.object(c.reader, made.ID, "有误")
		c.check(err)
		modelstest.Expect(t, "dismissed", c.dismiss(c.town, first.ID, "核对后不实"), nil)
		second, err := c.object(c.neither, made.ID, "同上")
		c.check(err)
		expectSound := func(what string) {
			t.Helper()
			if found := modelstest.Findings(t, c.World, star.Checks()); len(found) != 0 {
				t.Fatalf("%s: %q", what, found)
			}
		}
		expectSound("with an open objection")
		modelstest.EachColumn(t, c.World, "star_objections", first.ID, nil, star.Checks())
		modelstest.EachColumn(t, c.World, "star_objections", second.ID, nil, star.Checks())
		modelstest.EachColumn(t, c.World, "star_applications", made.ID, []string{"live"}, star.Checks())
		modelstest.Expect(t, "upheld", c.uphold(c.town, second.ID, "核对后属实"), nil)
		next, err := c.apply(c.volunteer, 1)
		c.check(err)
		_, err = c.approve(c.town, next.ID)
		c.check(err)
		c.at(10)
		modelstest.Expect(t, "revoked", c.revoke(c.center, next.ID, "不行"), nil)
		expectSound("at the end")
		modelstest.EachColumn(t, c.World, "star_applications", next.ID, []string{"live"}, star.Checks())
	})
}

// TestTamperedThresholdsAreFound: of the version that was shipped and of one that the center has written.
func TestTamperedThresholdsAreFound(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		c.scheme(star.CalendarYear)
		for _, version := range []int64{1, 2} {
			// A number of its own is what applications know a version by: the database lets nobody change it.
			modelstest.EveryColumn(t, c.World, modelstest.Tampering{Table: "star_schemes", Key: "id", Row: version, Without: []string{"id"}}, star.Checks())
		}
	})
}
