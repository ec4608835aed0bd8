package certificate_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/certificate"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// TestEveryStateOfACertificateAndWhatCanBeDoneInIt: what is valid is given again when asked for again, what is superseded has a
// successor, and after what is revoked only staff issue; whatever stands may be revoked, once.
func TestEveryStateOfACertificateAndWhatCanBeDoneInIt(t *testing.T) {
	for state, into := range map[certificate.State]func(w *world, issued *certificate.Full, doubted int64){
		certificate.Valid:      func(*world, *certificate.Full, int64) {},
		certificate.Superseded: func(w *world, _ *certificate.Full, doubted int64) { w.become(doubted, hours.Reversed) },
		certificate.Revoked: func(w *world, issued *certificate.Full, _ int64) {
			modelstest.Expect(w.t, "revoke", w.revoke(w.managers[0], issued.ID, "记录有误"), nil)
		},
	} {
		t.Run(string(state), func(t *testing.T) {
			each(t, func(w *world) {
				wang := w.volunteer("王芳")
				w.confirmed(wang, 0, 90, "2026-02-01")
				doubted := w.confirmed(wang, 0, 30, "2026-02-02")
				issued := w.own(wang)
				into(w, &issued, doubted)
				w.expectState("as it stands", &issued.Certificate, state)
				asked, err := w.ask(wang, certificate.Input{})
				modelstest.Expect(w.t, "asked for again", err, map[certificate.State]*models.Error{certificate.Revoked: certificate.ErrAskStation}[state])
				if same := err == nil && asked.Certificates[0].ID == issued.ID; same != (state == certificate.Valid) {
					w.t.Errorf("asked for again: the same one is %t", same)
				}
				modelstest.Expect(w.t, "revoke", w.revoke(w.managers[0], issued.ID, "记录有误"), map[certificate.State]*models.Error{certificate.Revoked: certificate.ErrRevoked}[state])
				w.expectState("in the end", &issued.Certificate, certificate.Revoked)
			})
		})
	}
}
