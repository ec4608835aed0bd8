package volunteer

import "practicestation/models"

// consentRows are the guardians' consents, as the audit vouches for them: whose guardian somebody is bars both from deciding on
// the other's hours, and does so after the consent was revoked.
func consentRows() models.Witnessed {
	return models.Witnessed{
		Table: "guardian_consents", Creates: []string{"guardian_consent.record"},
		Changes: map[string][]string{"guardian_consent.revoke": {"revoked_at", "revoked_by", "revoke_reason"}},
	}
}

// Checks are the checks of the profiles: the guardians' consents, and who has registered whom.
func Checks() []models.Check {
	return []models.Check{
		consentRows().Check("每份监护人同意和撤回与操作留痕一致"),
		models.CountedCheck("每份代为登记的档案写着登记它的人", "volunteers", `SELECT v.id AS subject, COALESCE(v.registered_by, 0) AS told, COALESCE(a.account_id, 0) AS found
			FROM volunteers v JOIN audit_entries a ON a.subject_kind = 'volunteer' AND a.subject_id = v.id AND a.action = 'volunteer.register_person'`, "told <> found"),
	}
}
