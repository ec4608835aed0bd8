package star

import "practicestation/models"

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
	}
}
