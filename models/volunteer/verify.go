package volunteer

import (
	"fmt"

	"practicestation/models"
)

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
		registeredCheck(),
	}
}

// registeredCheck walks the lines that tell who was registered by whom: a profile that is gone has no row to walk.
func registeredCheck() models.Check {
	const gone = -1
	query := fmt.Sprintf(`SELECT a.subject_id AS subject, COALESCE(v.registered_by, CASE WHEN v.id IS NULL THEN %d ELSE 0 END) AS told, COALESCE(a.account_id, 0) AS found
		FROM audit_entries a LEFT JOIN volunteers v ON v.id = a.subject_id WHERE a.subject_kind = 'volunteer' AND a.action = 'volunteer.register_person'`, gone)
	return models.ToldCheck("每份代为登记的档案都在，写着登记它的人", "volunteers", query, "told <> found", func(told, found int64) string {
		if told == gone {
			return fmt.Sprintf("账号 %d 代为登记的这份档案不在了", found)
		}
		return fmt.Sprintf("应为 %d，实为 %d", found, told)
	})
}
