package hours

import "practicestation/models"

// decisionChecks hold what people decided against the ledger and the audit, each by its own row: a ledger that was cut together
// with its entries still has the audit against it, and whoever is said to have decided is the same in all three.
func decisionChecks() []models.Check {
	return append([]models.Check{
		entryRows().Check("每条时长记录的状态、分钟数、确认人和理由与操作留痕一致"),
		correctionRows().Check("每条时长更正的申请人、决定人和理由与操作留痕一致"),
		objectionRows().Check("每条时长异议和答复与操作留痕一致"),
		retroRows().Check("每条补录的录入人、决定人和理由与操作留痕一致"),
		models.CountedCheck("台账写的确认人就是确认这条时长的人", "ledger", `SELECT l.id AS subject, COALESCE(l.decided_by, 0) AS told, COALESCE(e.decided_by, 0) AS found
			FROM ledger l JOIN entries e ON e.id = l.subject_id WHERE l.kind = 'credit' AND l.movement = 'add'`, "told <> found"),
		models.CountedCheck("台账的每次冲回都有一条同样的更正", "ledger", `SELECT l.id AS subject, CASE WHEN EXISTS (SELECT 1 FROM corrections c
			WHERE c.entry_id = l.subject_id AND c.status = 'approved' AND c.requested_by = l.requested_by AND c.reason = l.reason
			AND COALESCE(c.decided_by, 0) = COALESCE(l.decided_by, 0)) THEN 1 ELSE 0 END AS told, 1 AS found
			FROM ledger l WHERE l.kind = 'credit' AND l.movement = 'reverse'`, "told <> found"),
		models.CountedCheck("更正后的每条时长都有一条同样的更正", "entries", `SELECT e.id AS subject, (SELECT COUNT(*) FROM corrections c JOIN ledger l
			ON l.kind = 'credit' AND l.movement = 'add' AND l.subject_id = e.id AND l.requested_by = c.requested_by AND l.reason = c.reason
			WHERE c.new_entry_id = e.id AND c.entry_id = e.corrects_id AND c.status = 'approved' AND c.minutes = e.minutes AND c.reason = e.reason
			AND COALESCE(c.decided_by, 0) = COALESCE(e.decided_by, 0)) AS told, 1 AS found
			FROM entries e WHERE e.corrects_id IS NOT NULL`, "told <> found"),
		models.CountedCheck("每条同意的更正都已改了时长", "corrections", `SELECT c.id AS subject, (SELECT COUNT(*) FROM entries e
			WHERE e.corrects_id = c.entry_id AND e.id = c.new_entry_id) + (SELECT COUNT(*) FROM entries e
			WHERE c.minutes = 0 AND e.id = c.entry_id AND e.status = 'reversed') AS told, 1 AS found
			FROM corrections c WHERE c.status = 'approved' AND c.entry_id IS NOT NULL`, "told <> found"),
		models.CountedCheck("每条确认、更正和批准补录的操作留痕都有台账行", "audit_entries", `SELECT a.id AS subject, (SELECT COUNT(*) FROM ledger l
			WHERE l.kind = CASE WHEN a.subject_kind = 'entry' THEN 'credit' ELSE 'honor' END AND l.subject_id = a.subject_id
			AND l.movement = CASE WHEN a.action IN ('entry.reversed', 'retro_entry.taken_back') THEN 'reverse' ELSE 'add' END) AS told, 1 AS found
			FROM audit_entries a WHERE a.subject_kind IN ('entry', 'retro_entry')
			AND a.action IN ('entry.confirmed', 'entry.corrected', 'entry.reversed', 'retro_entry.approved', 'retro_entry.corrected',
			'retro_entry.taken_back', 'retro_entry.restate')`, "told <> found"),
	}, retroChecks()...)
}

// restated and reversed find what was corrected while an answer to an objection did it alone, which is in the audit under names of its own.
const (
	restated = `EXISTS (SELECT 1 FROM audit_entries a WHERE a.subject_kind = 'retro_entry' AND a.subject_id = r.id AND a.action = 'retro_entry.restate')`
	reversed = `EXISTS (SELECT 1 FROM audit_entries a WHERE a.subject_kind = 'retro_entry' AND a.subject_id = r.id AND a.action = 'retro_entry.reversed')`
)

// retroChecks hold what was decided about retro-entries against the ledger: who entered and who approved the first, and for what
// stands instead of another the two people of its correction.
func retroChecks() []models.Check {
	return []models.Check{
		models.CountedCheck("台账写的补录人和批准人就是补录上的", "ledger", `SELECT l.id AS subject, CASE WHEN l.requested_by = r.entered_by
			AND (COALESCE(l.decided_by, 0) = COALESCE(r.decided_by, 0) OR `+reversed+`) THEN 1 ELSE 0 END AS told, 1 AS found
			FROM ledger l JOIN retro_entries r ON r.id = l.subject_id
			WHERE l.kind = 'honor' AND l.movement = 'add' AND (r.corrects_id IS NULL OR `+restated+`)`, "told <> found"),
		models.CountedCheck("台账对补录的每次冲回都有一条同样的更正", "ledger", `SELECT l.id AS subject, CASE WHEN EXISTS (SELECT 1 FROM corrections c
			WHERE c.retro_entry_id = r.id AND c.status = 'approved' AND c.requested_by = l.requested_by AND c.reason = l.reason
			AND COALESCE(c.decided_by, 0) = COALESCE(l.decided_by, 0)) OR l.requested_by = r.entered_by
			AND COALESCE(l.decided_by, 0) = COALESCE(r.decided_by, 0) AND `+reversed+` THEN 1 ELSE 0 END AS told, 1 AS found
			FROM ledger l JOIN retro_entries r ON r.id = l.subject_id WHERE l.kind = 'honor' AND l.movement = 'reverse'`, "told <> found"),
		models.CountedCheck("更正后的每条补录都有一条同样的更正", "retro_entries", `SELECT r.id AS subject, (SELECT COUNT(*) FROM corrections c JOIN ledger l
			ON l.kind = 'honor' AND l.movement = 'add' AND l.subject_id = r.id AND l.requested_by = c.requested_by AND l.reason = c.reason
			AND COALESCE(l.decided_by, 0) = COALESCE(c.decided_by, 0)
			WHERE c.new_retro_entry_id = r.id AND c.retro_entry_id = r.corrects_id AND c.status = 'approved' AND c.minutes = r.minutes AND c.reason = r.reason
			AND COALESCE(c.decided_by, 0) = COALESCE(r.decided_by, 0)) AS told, 1 AS found
			FROM retro_entries r WHERE r.corrects_id IS NOT NULL AND NOT `+restated+``, "told <> found"),
		models.CountedCheck("每条同意的补录更正都已改了时长", "corrections", `SELECT c.id AS subject, (SELECT COUNT(*) FROM retro_entries r
			WHERE r.corrects_id = c.retro_entry_id AND r.id = c.new_retro_entry_id) + (SELECT COUNT(*) FROM retro_entries r
			WHERE c.minutes = 0 AND r.id = c.retro_entry_id AND r.status = 'reversed') AS told, 1 AS found
			FROM corrections c WHERE c.status = 'approved' AND c.retro_entry_id IS NOT NULL`, "told <> found"),
	}
}
