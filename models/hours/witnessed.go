package hours

import "practicestation/models"

// entryRows are the entries, as the audit vouches for them. How often managers were reminded says nothing of the hours: the list of
// what is late goes by the day alone.
func entryRows() models.Witnessed {
	decision := []string{"status", "decided_at", "decided_by", "reason"}
	return models.Witnessed{
		Table: "entries", Creates: []string{"entry.credit", "entry.corrected"}, Without: []string{"reminded"},
		Changes: map[string][]string{
			"entry.recredit": {"minutes", "measured_minutes"}, "entry.settle": {"minutes", "measured_minutes", "settled_by", "settled_reason"},
			"entry.confirmed": decision, "entry.rejected": decision, "entry.reversed": {"status"}, "entry.withdrawn": {"status"},
			"entry.due": {"due_on"},
		},
	}
}

// correctionRows are the corrections, as the audit vouches for them.
func correctionRows() models.Witnessed {
	decision := []string{"status", "live", "decided_at", "decided_by", "decision_reason", "new_entry_id", "new_retro_entry_id"}
	return models.Witnessed{
		Table: "corrections", Creates: []string{"correction.request"},
		Changes: map[string][]string{"correction.approved": decision, "correction.refused": decision},
	}
}

// objectionRows are the objections, as the audit vouches for them. Reminders are left out for the same reason.
func objectionRows() models.Witnessed {
	answer := []string{"status", "live", "answer", "decided_at", "decided_by"}
	return models.Witnessed{
		Table: "objections", Creates: []string{"objection.file"}, Without: []string{"reminded"},
		Changes: map[string][]string{"objection.accepted": answer, "objection.refused": answer, "objection.close": {"live"}, "objection.reopen": answer},
	}
}

// retroRows are the retro-entries, as the audit vouches for them. Until they were corrected by two people, an answer to an
// objection made one reversed, with the answer in place of its decision, and restated it.
func retroRows() models.Witnessed {
	decision := []string{"status", "live", "decided_at", "decided_by", "reason"}
	return models.Witnessed{
		Table: "retro_entries", Creates: []string{"retro_entry.enter", "retro_entry.corrected", "retro_entry.restate"},
		Changes: map[string][]string{
			"retro_entry.approved": decision, "retro_entry.refused": decision, "retro_entry.taken_back": {"status", "live"}, "retro_entry.reversed": decision,
		},
	}
}

// witnessEntry writes the line that vouches for an entry.
func witnessEntry(tx *models.Tx, action string, entry *Entry, before any) {
	tx.Audit(models.AuditEntry{
		Action: action, Subject: "entry", SubjectID: entry.ID, OrganizationID: entry.StationID, Row: entryRows().Row(entry.ID),
		Before: before, After: map[string]any{"status": entry.Status, "minutes": entry.Minutes},
	})
}
