package star

import (
	"context"
	"time"

	"practicestation/models"
)

// schemeRows are the versions of what stars take, as the audit vouches for them.
func schemeRows() models.Witnessed {
	return models.Witnessed{Table: "star_schemes", Creates: []string{"star_scheme.put"}}
}

// version is a row of the schemes as it is stored: what cannot be read is found, and stops nothing.
type version struct {
	Version         int64
	Name            string
	Period          Period
	Thresholds      string
	MinMemberMonths int64
	CreatedBy       *int64
	CreatedAt       time.Time
}

// shipped is the version that comes with the program. Nobody has written it, so no line of the audit tells of it.
func shipped() version {
	return version{
		Version: 1, Name: "星级志愿者评定", Period: AllTime, Thresholds: "[6000,18000,36000,60000,90000]",
		CreatedAt: time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC),
	}
}

// checkShipped compares the first version with what was shipped.
func checkShipped(ctx context.Context, db *models.DB, _ func(int64)) (int64, *models.Finding, error) {
	var first []version
	err := db.Read(ctx, models.SystemActor("verify"), func(tx *models.Tx) error { return tx.DB.Table("star_schemes").Where("id = 1").Find(&first).Error })
	if err != nil {
		return 0, nil, err
	}
	if len(first) == 1 {
		first[0].CreatedAt = first[0].CreatedAt.UTC()
		if first[0] == shipped() {
			return 1, nil, nil
		}
	}
	return 1, &models.Finding{Table: "star_schemes", Row: 1, Text: "与随系统发布的第 1 版办法不同"}, nil
}

// applicationRows are the applications, as the audit vouches for them. What keeps a person to one at a time is freed by the next.
func applicationRows() models.Witnessed {
	decision := []string{"status", "reason", "notice_until", "decided_by", "decided_at"}
	return models.Witnessed{
		Table: "star_applications", Creates: []string{"star.apply"}, Without: []string{"live"},
		Changes: map[string][]string{"star.approved": decision, "star.refused": decision, "star.revoked": decision},
	}
}

// objectionRows are the objections to stars, as the audit vouches for them.
func objectionRows() models.Witnessed {
	decision := []string{"status", "answer", "decided_by", "decided_at"}
	return models.Witnessed{
		Table: "star_objections", Creates: []string{"star.object"},
		Changes: map[string][]string{"star_objection.upheld": decision, "star_objection.dismissed": decision},
	}
}

// Checks are the checks of the stars.
func Checks() []models.Check {
	return []models.Check{
		applicationRows().Check("每份星级申请和审核决定与操作留痕一致"),
		objectionRows().Check("每条星级公示异议和处理与操作留痕一致"),
		schemeRows().Check("每版星级办法的门槛和计算期间与操作留痕一致"),
		{Name: "第一版星级办法就是随系统发布的那一版", Run: checkShipped},
	}
}
