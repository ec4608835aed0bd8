package certificate_test

import (
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/certificate"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// TestStateFollowsTheLedger: who holds the paper learns that an entry on it was reversed; that it was revoked outweighs it.
func TestStateFollowsTheLedger(t *testing.T) {
	each(t, func(w *world) {
		wang := w.volunteer("王芳")
		kept, doubted := w.confirmed(wang, 0, 90, "2026-02-01"), w.confirmed(wang, 0, 30, "2026-02-02")
		issued := w.own(wang)
		w.become(doubted, hours.Reversed)
		w.expectState("one entry reversed", &issued.Certificate, certificate.Superseded)
		w.expectReason("one entry reversed", &issued.Certificate, "所列的时长后来有更正", "姓名")
		next := w.own(wang)
		if next.Minutes != 90 || next.ID == issued.ID {
			t.Errorf("the next one: %+v", next.Certificate)
		}
		w.expectState("the next one", &next.Certificate, certificate.Valid)
		w.write(models.Actor{}, func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE entries SET minutes = 91 WHERE id = ?", kept).Error
		})
		w.expectState("other minutes", &next.Certificate, certificate.Superseded)
		modelstest.Expect(t, "revoke", w.revoke(w.managers[0], issued.ID, "记录有误"), nil)
		w.expectState("revoked, too", &issued.Certificate, certificate.Revoked)
	})
}

// TestOneNameAtATime: who changes their name asks for a new certificate, and the old one no longer holds; with the old name
// back it does again.
func TestOneNameAtATime(t *testing.T) {
	each(t, func(w *world) {
		wang := w.volunteer("王芳")
		entry := w.confirmed(wang, 0, 90, "2026-02-01")
		issued := w.own(wang)
		named := func(name string) {
			w.write(models.Actor{}, func(tx *models.Tx) error {
				return tx.DB.Exec("UPDATE volunteers SET name = ? WHERE id = ?", name, wang.VolunteerID).Error
			})
		}
		named("王方")
		w.expectState("under the old name", &issued.Certificate, certificate.Superseded)
		w.expectReason("under the old name", &issued.Certificate, "姓名后来有变更，所列的时长没有更正", "时长后来有更正")
		next := w.own(wang)
		w.expectState("under the new name", &next.Certificate, certificate.Valid)
		named("王芳")
		w.expectState("the old name again", &issued.Certificate, certificate.Valid)
		w.expectState("and the new one", &next.Certificate, certificate.Superseded)
		w.become(entry, hours.Reversed)
		w.expectReason("hours and name", &next.Certificate, "时长后来有更正，本人登记的姓名也有变更", "没有更正")
	})
}

// TestCheckNeedsTheCode: number and code are on the paper; whichever is wrong, the answer is the same.
func TestCheckNeedsTheCode(t *testing.T) {
	each(t, func(w *world) {
		wang := w.volunteer("王芳")
		w.confirmed(wang, 0, 90, "2026-02-01")
		issued := w.own(wang)
		spaced := issued.Code[:6] + " " + issued.Code[6:12] + "-" + strings.ToLower(issued.Code[12:])
		for name, c := range map[string]struct {
			code, number string
			want         *models.Error
		}{
			"the code":                   {issued.Code, "", nil},
			"the code and the number":    {issued.Code, issued.Number(), nil},
			"as people type it":          {spaced, " " + issued.Number() + " ", nil},
			"another number":             {issued.Code, "2026-320282001001-0002", certificate.ErrNotFound},
			"another code":               {"222222222222222222", issued.Number(), certificate.ErrNotFound},
			"a part of the code":         {issued.Code[:17], issued.Number(), certificate.ErrNotFound},
			"no code":                    {"", issued.Number(), certificate.ErrNotFound},
			"a pattern instead of codes": {"%", "", certificate.ErrNotFound},
		} {
			_, err := w.check(c.code, c.number)
			modelstest.Expect(t, name, err, c.want)
		}
	})
}

// TestRevokedOnesComeFromTheStation: a reason is kept and told, and the volunteer cannot just ask for a new one.
func TestRevokedOnesComeFromTheStation(t *testing.T) {
	each(t, func(w *world) {
		wang := w.volunteer("王芳")
		w.confirmed(wang, 0, 90, "2026-02-01")
		issued := w.own(wang)
		for name, c := range map[string]struct {
			actor  models.Actor
			id     int64
			reason string
			want   *models.Error
		}{
			"without a reason":          {w.managers[0], issued.ID, " ", models.ErrReasonMissing},
			"an auditor":                {on(models.Auditor, w.center), issued.ID, "误发", models.ErrPermission},
			"the volunteer":             {wang, issued.ID, "误发", models.ErrPermission},
			"another station's manager": {w.managers[1], issued.ID, "误发", certificate.ErrNotFound},
			"another volunteer":         {w.volunteer("李娜"), issued.ID, "误发", certificate.ErrNotFound},
			"nobody":                    {models.Actor{}, issued.ID, "误发", certificate.ErrNotFound},
			"what there is not":         {w.managers[0], 999, "误发", certificate.ErrNotFound},
		} {
			modelstest.Expect(t, name, w.revoke(c.actor, c.id, c.reason), c.want)
		}
		w.expectState("after the refusals", &issued.Certificate, certificate.Valid)
		modelstest.Expect(t, "the manager", w.revoke(w.managers[0], issued.ID, " 姓名有误 "), nil)
		modelstest.Expect(t, "again", w.revoke(w.managers[0], issued.ID, "再来一次"), certificate.ErrRevoked)
		if told := w.count("notices", "volunteer_id = ? AND kind = 'certificate_revoked' AND text LIKE '%原因：姓名有误。%'", wang.VolunteerID); told != 1 {
			t.Errorf("told %d times", told)
		}
		if rows := w.count("audit_entries", "action = 'certificate.revoke' AND after_json LIKE '%姓名有误%'"); rows != 1 {
			t.Errorf("%d rows in the audit", rows)
		}
		_, err := w.ask(wang, certificate.Input{})
		modelstest.Expect(t, "the volunteer asks again", err, certificate.ErrAskStation)
		in := certificate.Input{VolunteerID: wang.VolunteerID, StationID: w.stations[0].ID}
		anew, err := w.issue(w.managers[0], in)
		if err != nil || anew.Certificates[0].ID == issued.ID || anew.Certificates[0].State() != certificate.Valid {
			t.Fatalf("the station issues anew: %v, %+v", err, anew)
		}
		if again := w.own(wang); again.ID != anew.Certificates[0].ID {
			t.Errorf("after that the volunteer gets %+v", again.Certificate)
		}
	})
}

// TestPaperIsOfWhatStands: a copy that somebody else than the volunteer takes is recorded; what fell is not printed again.
func TestPaperIsOfWhatStands(t *testing.T) {
	each(t, func(w *world) {
		wang := w.volunteer("王芳")
		entry := w.confirmed(wang, 0, 90, "2026-02-01")
		issued := w.own(wang)
		open := func(actor models.Actor) error {
			return w.DB.Write(t.Context(), actor, func(tx *models.Tx) error { _, err := certificate.Open(tx, issued.ID); return err })
		}
		printed := func() int64 { return w.count("audit_entries", "action = 'certificate.print' AND account_id = 77") }
		modelstest.Expect(t, "the volunteer", open(wang), nil)
		if printed() != 0 {
			t.Error("the own copy is in the audit")
		}
		modelstest.Expect(t, "the manager", open(w.managers[0]), nil)
		if printed() != 1 {
			t.Error("the manager's copy is not in the audit")
		}
		modelstest.Expect(t, "another manager", open(w.managers[1]), certificate.ErrNotFound)
		w.write(models.Actor{}, func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE certificate_records SET title = '义诊❤'").Error
		})
		modelstest.Expect(t, "with a character that cannot be printed", open(w.managers[0]), certificate.ErrGlyph)
		if printed() != 1 {
			t.Error("a refused copy is in the audit")
		}
		w.become(entry, hours.Reversed)
		modelstest.Expect(t, "superseded", open(wang), certificate.ErrNotValid)
		w.become(entry, hours.Confirmed)
		modelstest.Expect(t, "revoke", w.revoke(w.managers[0], issued.ID, "误发"), nil)
		modelstest.Expect(t, "revoked", open(wang), certificate.ErrNotValid)
	})
}

// TestNoNewCertificateIsPromisedOfWhoIsGone: none can follow, and who checks is told where to ask.
func TestNoNewCertificateIsPromisedOfWhoIsGone(t *testing.T) {
	each(t, func(w *world) {
		wang := w.volunteer("王芳")
		w.confirmed(wang, 0, 90, "2026-02-01")
		doubted := w.confirmed(wang, 0, 30, "2026-02-02")
		issued := w.own(wang)
		w.become(doubted, hours.Reversed)
		w.expectReason("while there is an account", &issued.Certificate, "请以重新出具的证明为准", "核实")
		w.write(models.Actor{}, func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE volunteers SET closed_at = ? WHERE id = ?", tx.Now, wang.VolunteerID).Error
		})
		w.expectReason("closed", &issued.Certificate, "所列的时长后来有更正，现在的情况请向记录单位核实", "重新出具")
	})
}
