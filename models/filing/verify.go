package filing

import (
	"context"

	"practicestation/models"
)

// rows are the reports, as the audit vouches for them.
func rows() models.Witnessed {
	return models.Witnessed{
		Table: "filings", Creates: []string{"report.create"},
		Changes: map[string][]string{
			"report.submitted": {"status", "filler_name", "filler_phone", "submitted_by", "frozen_at", "snapshot_sha256"},
			"report.returned":  {"status", "return_reason", "reviewed_by", "reviewed_at"},
			"report.locked":    {"status", "return_reason", "reviewed_by", "reviewed_at", "approver_name"},
			"report.replaced":  {"live"},
		},
	}
}

// Checks are the checks of the reports: who has handed in, returned and locked what, and that their figures are those of then.
func Checks() []models.Check {
	return []models.Check{
		rows().Check("每份报表的上报、退回、锁定和签名与操作留痕一致"),
		{Name: "每份上报的报表的数字与上报时的指纹一致", Run: checkSnapshots},
	}
}

// checkSnapshots hashes anew what was frozen, one report after the other: one can be some megabytes. A report and its figures are
// read of one moment, or one that is handed in again meanwhile would be called wrong.
func checkSnapshots(ctx context.Context, db *models.DB, progress func(int64)) (seen int64, found *models.Finding, err error) {
	for after := int64(0); ; {
		var next []Filing
		err = db.Snapshot(ctx, models.SystemActor("verify"), func(tx *models.Tx) error {
			err := tx.DB.Where("id > ? AND snapshot_sha256 IS NOT NULL", after).Order("id").Limit(1).Find(&next).Error
			if err != nil || len(next) == 0 {
				return err
			}
			found, err = examine(tx, &next[0])
			return err
		})
		if err != nil || len(next) == 0 || found != nil {
			return seen, found, err
		}
		after, seen = next[0].ID, seen+1
		progress(seen)
	}
}

// examine says what is wrong with what was frozen of a report.
func examine(tx *models.Tx, f *Filing) (*models.Finding, error) {
	var kept []Snapshot
	if err := tx.DB.Where("filing_id = ?", f.ID).Find(&kept).Error; err != nil {
		return nil, err
	}
	switch {
	case len(kept) == 0:
		return &models.Finding{Table: "filing_snapshots", Row: f.ID, Text: "上报时的快照不见了"}, nil
	case digestOf(kept[0].Content) != *f.SnapshotSHA256:
		return &models.Finding{Table: "filing_snapshots", Row: f.ID, Text: "快照里的数字与上报时的指纹不符"}, nil
	}
	return nil, nil //nolint:nilnil // it is what was handed in
}
