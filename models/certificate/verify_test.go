package certificate_test

import (
	"slices"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/certificate"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// TestATamperedCertificateIsFound: each column of one that stands and of one that was revoked, each record, and rows that are
// put in or taken out.
func TestATamperedCertificateIsFound(t *testing.T) {
	each(t, func(w *world) {
		wang := w.volunteer("王芳")
		w.confirmed(wang, 0, 90, "2026-02-01")
		w.confirmed(wang, 0, 30, "2026-02-02")
		revoked := w.own(wang)
		modelstest.Expect(t, "revoke", w.revoke(w.managers[0], revoked.ID, "姓名有误"), nil)
		if _, err := w.issue(w.managers[0], certificate.Input{VolunteerID: wang.VolunteerID, StationID: w.stations[0].ID}); err != nil {
			t.Fatal(err)
		}
		find := func() []string { return modelstest.Findings(t, w.World, certificate.Checks()) }
		if found := find(); len(found) != 0 {
			t.Fatalf("before it: %q", found)
		}
		modelstest.EachColumn(t, w.World, "certificates", 1, nil, certificate.Checks())
		modelstest.EachColumn(t, w.World, "certificates", 2, nil, certificate.Checks())
		for _, c := range []struct{ change, back, want string }{
			{"UPDATE certificate_records SET minutes = 91 WHERE entry_id = 1 AND certificate_id = 2", "UPDATE certificate_records SET minutes = 90 WHERE entry_id = 1", "certificates 2: 写着 2 条、120 分钟"},
			{"UPDATE certificate_records SET title = '义诊' WHERE entry_id = 2 AND certificate_id = 1", "UPDATE certificate_records SET title = '义务理发'", "certificates 1: 姓名、单位"},
			{"UPDATE certificate_records SET leader_name = '别人' WHERE entry_id = 2 AND certificate_id = 1", "UPDATE certificate_records SET leader_name = '欧阳𬭎'", "certificates 1: 姓名、单位"},
			// Forged together with its fingerprint, the audit knows better.
			{"UPDATE certificates SET digest = (SELECT digest FROM (SELECT digest FROM certificates WHERE id = 1) AS other), volunteer_name = '王方' WHERE id = 2", "UPDATE certificates SET volunteer_name = '王芳' WHERE id = 2", "certificates 2: volunteer_name 与操作留痕"},
			{"UPDATE certificates SET revoked_at = NULL, revoked_by = NULL, revoke_reason = NULL WHERE id = 1", "", "certificates 1: revoke_reason、revoked_at、revoked_by 与操作留痕"},
		} {
			w.exec(c.change)
			if found := find(); !slices.ContainsFunc(found, func(one string) bool { return strings.HasPrefix(one, c.want) }) {
				t.Errorf("%s: found %q, want %q", c.change, found, c.want)
			}
			if c.back != "" {
				w.exec(c.back)
			}
		}
		w.exec("UPDATE certificates SET revoked_at = issued_at, revoked_by = 77, revoke_reason = '姓名有误' WHERE id = 1") // as it was
		for _, c := range []struct{ change, want string }{
			{"DELETE FROM certificate_records WHERE certificate_id = 2", "certificates 2: 写着 2 条、120 分钟，所列的记录是 0 条"},
			{"DELETE FROM certificates WHERE id = 2", "certificates 2: 操作留痕"},
			{"DELETE FROM audit_entries WHERE row_table = 'certificates' AND row_id = 2", ""},
			{"INSERT INTO certificates (number_series, sequence, code, volunteer_id, volunteer_name, station_id, issuer_name, from_on, to_on, services, minutes, digest, handler_name, issued_at) " +
				"SELECT number_series, 9, 'forged', volunteer_id, '李娜', station_id, issuer_name, from_on, to_on, services, minutes, digest, handler_name, issued_at FROM certificates", "certificates 3: 没有写入它的操作留痕"},
		} {
			w.exec(c.change)
			found := find()
			if c.want == "" && len(found) > 0 || c.want != "" && !slices.ContainsFunc(found, func(one string) bool { return strings.HasPrefix(one, c.want) }) {
				t.Errorf("%s: found %q, want %q", c.change, found, c.want)
			}
		}
	})
}

func (w *world) exec(statements ...string) {
	w.t.Helper()
	w.write(models.SystemActor("test"), func(tx *models.Tx) error {
		for _, statement := range statements {
			if err := tx.DB.Exec(statement).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

// TestNobodyReplacesTheOwnRevokedCertificate, nor one of the own household.
func TestNobodyReplacesTheOwnRevokedCertificate(t *testing.T) {
	each(t, func(w *world) {
		wang, li := w.volunteer("王芳"), w.volunteer("李娜") // who have one phone
		w.confirmed(wang, 0, 90, "2026-02-01")
		wang.Scopes, li.Scopes = w.managers[0].Scopes, w.managers[0].Scopes
		in := certificate.Input{VolunteerID: wang.VolunteerID, StationID: w.stations[0].ID}
		first, err := w.issue(li, in)
		modelstest.Expect(t, "one that nobody has revoked", err, nil)
		modelstest.Expect(t, "revoke", w.revoke(w.managers[0], first.Certificates[0].ID, "姓名有误"), nil)
		_, err = w.issue(wang, in)
		modelstest.Expect(t, "for oneself", err, hours.ErrOwn)
		_, err = w.issue(li, in)
		modelstest.Expect(t, "for the household", err, hours.ErrHousehold)
		_, err = w.issue(w.managers[0], in)
		modelstest.Expect(t, "by somebody else", err, nil)
	})
}
