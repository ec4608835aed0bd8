package account

import "practicestation/models"

// phoneRows are the phones that people have had, as the audit vouches for them: none is taken away, so that nobody sheds a relative.
func phoneRows() models.Witnessed {
	return models.Witnessed{Table: "known_phones", Creates: []string{"known_phone.keep"}}
}

// Checks are the checks of what households are known by: every phone that somebody has now stands among those kept for good. An
// account that a profile or the ledger names is there: one that is closed is emptied and stays.
func Checks() []models.Check {
	return []models.Check{
		phoneRows().Check("每个曾用手机号与操作留痕一致"),
		models.CountedCheck("每个账号现在的手机号都在曾用手机号里", "accounts", `SELECT a.id AS subject, 1 AS found, (SELECT COUNT(*) FROM known_phones k
			WHERE k.account_id = a.id AND k.phone = a.phone) AS told FROM accounts a WHERE a.phone IS NOT NULL`, "told <> found"),
		models.CountedCheck("每位志愿者现在的手机号都在曾用手机号里", "volunteers", `SELECT v.id AS subject, 1 AS found, (SELECT COUNT(*) FROM known_phones k
			WHERE k.volunteer_id = v.id AND k.phone = v.phone) AS told FROM volunteers v WHERE v.phone <> ''`, "told <> found"),
		models.NamedCheck("每份档案的账号都在", "volunteers", "account_id", "accounts", "账号"),
		models.NamedCheck("台账写的每个申请人的账号都在", "ledger", "requested_by", "accounts", "账号"),
		models.NamedCheck("台账写的每个决定人的账号都在", "ledger", "decided_by", "accounts", "账号"),
	}
}
