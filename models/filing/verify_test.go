package filing

import (
	"slices"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
)

// TestATamperedReportIsFound: each column of a locked report and of the next edition, its figures alone and together with their
// fingerprint, and a report that is taken out or put in. What happens to a report by the rules is found wrong by nobody.
func TestATamperedReportIsFound(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		c.live(7)
		find := func() []string { return modelstest.Findings(t, c.World, Checks()) }
		made := c.draft(Hours, c.town)
		c.check(c.step(c.townAdmin, made.ID, Submitted))
		c.check(c.step(c.admin, made.ID, Returned))
		c.check(c.step(c.townAdmin, made.ID, Submitted))
		c.check(c.step(c.admin, made.ID, Locked))
		next, err := change(c, c.townAdmin, func(tx *models.Tx) (*Filing, error) { return Revise(tx, made.ID, "更正") })
		c.check(err)
		if found := find(); len(found) != 0 {
			t.Fatalf("by the rules: %q", found)
		}
		modelstest.EachColumn(t, c.World, "filings", made.ID, nil, Checks())
		modelstest.EachColumn(t, c.World, "filings", next.ID, nil, Checks())
		expect := func(statement, want string, values ...any) {
			t.Helper()
			c.write(func(tx *models.Tx) error { return tx.DB.Exec(statement, values...).Error })
			if found := find(); !slices.ContainsFunc(found, func(one string) bool { return strings.HasPrefix(one, want) }) {
				t.Errorf("%s: found %q, want %q", statement, found, want)
			}
		}
		var kept Snapshot
		c.write(func(tx *models.Tx) error { return tx.DB.Where("filing_id = ?", made.ID).Take(&kept).Error })
		forged := []byte(strings.Replace(string(kept.Content), "0", "9", 1))
		expect("UPDATE filing_snapshots SET content = ? WHERE filing_id = ?", "filing_snapshots 1: 快照里的数字与上报时的指纹不符", forged, made.ID)
		expect("UPDATE filings SET snapshot_sha256 = ? WHERE id = ?", "filings 1: snapshot_sha256 与操作留痕", digestOf(forged), made.ID)
		c.write(func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE filings SET snapshot_sha256 = ? WHERE id = ?", digestOf(kept.Content), made.ID).Error
		})
		expect("DELETE FROM filing_snapshots WHERE filing_id = ?", "filing_snapshots 1: 上报时的快照不见了", made.ID)
		expect("DELETE FROM filings WHERE id = ?", "filings 2: 操作留痕", next.ID)
		c.write(func(tx *models.Tx) error {
			return tx.DB.Exec("DELETE FROM audit_entries WHERE row_table = 'filings' AND row_id = ?", next.ID).Error
		})
		expect(`INSERT INTO filings (kind, organization_id, span, starts_on, edition, status, version, created_at, updated_at)
			SELECT kind, organization_id, span, starts_on, 9, 'locked', 1, created_at, updated_at FROM filings WHERE id = ?`, "filings 3: 没有写入它的操作留痕", made.ID)
	})
}
