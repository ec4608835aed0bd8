package evaluation

import "practicestation/models"

// rows are the evaluations, as the audit vouches for them.
func rows() models.Witnessed {
	return models.Witnessed{
		Table: "evaluations", Creates: []string{"evaluation.create"},
		Changes: map[string][]string{
			"evaluation.correct": {"score", "text", "corrected_at"}, "evaluation.object": {"objection", "objected_at"},
			"evaluation.answer": {"answer", "answered_at", "answered_by", "set_aside"},
		},
	}
}

// revisionRows are what evaluations said before they were corrected, as the audit vouches for it.
func revisionRows() models.Witnessed {
	return models.Witnessed{Table: "evaluation_revisions", Creates: []string{"evaluation.keep_earlier"}}
}

// Checks are the checks of the evaluations.
func Checks() []models.Check {
	return []models.Check{
		rows().Check("每份评价的分数、评语、异议和答复与操作留痕一致"),
		revisionRows().Check("每份评价更正前的分数和评语与操作留痕一致"),
	}
}
