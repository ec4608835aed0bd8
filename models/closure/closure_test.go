package closure_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/closure"
	"practicestation/models/feed"
	"practicestation/models/honour"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

// TestWhatIsToComeIsGivenBack: the seat goes to who waits and hears of it, and all else that the person had ends.
func TestWhatIsToComeIsGivenBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		wang, next := w.person("王芳"), w.person("李娜")
		seat := w.publish(func(*activity.Input) {})
		asked := w.publish(func(in *activity.Input) {
			in.Title, in.Recruitment = "河道清洁", activity.ByApproval
			in.StartsAt, in.EndsAt = in.StartsAt.Add(24*time.Hour), in.EndsAt.Add(24*time.Hour)
			in.Shifts[0].StartsAt, in.Shifts[0].EndsAt = in.StartsAt, in.EndsAt
		})
		invited := w.publish(func(in *activity.Input) { in.Title = "送温暖" })
		w.signUp(wang, seat)
		w.signUp(next, seat)
		w.write(wang, func(tx *models.Tx) error {
			_, err := activity.Apply(tx, asked, "我住得近", activity.Way{})
			if err == nil {
				_, err = team.RequestMembership(tx, w.team.ID)
			}
			if err == nil {
				_, err = activity.SetLocationConsent(tx, true)
			}
			if err == nil {
				_, _, err = feed.Create(tx, feed.Input{Scope: feed.Volunteer})
			}
			if err == nil {
				_, err = honour.Claim(tx, honour.Input{Name: "优秀志愿者", AwardedOn: "2026-02-10", GrantedBy: "宜兴市红十字会", Level: "county", Evidence: "证书 118 号"})
			}
			return err
		})
		w.write(w.manager, func(tx *models.Tx) error {
			guests, err := activity.Invite(tx, invited, activity.Guests{VolunteerIDs: []int64{wang.VolunteerID}})
			if err == nil {
				err = guests[0].Err
			}
			return err
		})

		made := w.closed(wang)
		if len(made.SignUps) != 1 || len(made.Applications) != 1 || len(made.Invitations) != 1 || !slices.Equal(made.Teams, []string{"甲队"}) || made.Claims != 1 || made.Feeds != 1 {
			t.Errorf("what ended: %+v", made)
		}
		for _, c := range []struct{ what, query, want string }{
			{"the own seat", "SELECT status FROM sign_ups WHERE volunteer_id = 2", "cancelled"},
			{"who waited", "SELECT status FROM sign_ups WHERE volunteer_id = 3", "confirmed"},
			{"who is told", "SELECT GROUP_CONCAT(volunteer_id) FROM notices WHERE kind = 'sign_up_promoted'", "3"},
			{"the application", "SELECT status FROM applications", "withdrawn"},
			{"its note", "SELECT note FROM applications", ""},
			{"the invitation", "SELECT status FROM invitations", "declined"},
			{"the claimed honour", "SELECT CONCAT(status, reason) FROM honours WHERE live IS NULL", "withdrawn本人注销账号"},
			{"the membership", "SELECT status FROM team_members", "left"},
			{"consents to the use of locations", "SELECT COUNT(*) FROM location_consents WHERE live = 1", "0"},
			{"live feeds", "SELECT COUNT(*) FROM feeds WHERE revoked_at IS NULL", "0"},
			{"the account", "SELECT CONCAT(status, name, COALESCE(phone, '-'), COALESCE(wechat_open_id, '-'), COALESCE(password_hash, '-')) FROM accounts WHERE id = 2", "closed已注销用户---"},
			{"the profile", "SELECT CONCAT(name, gender, born_on, phone, COALESCE(residence_id, '-'), skills, service_categories) FROM volunteers WHERE id = 2", "已注销用户unknown1990-12-31-"},
			{"the own notices", "SELECT COUNT(*) FROM notices WHERE volunteer_id = 2", "0"},
			{"the known phone", "SELECT phone FROM known_phones WHERE volunteer_id = 2", "13900000002"},
			{"the audit", "SELECT account_id FROM audit_entries WHERE action = 'account.close'", "2"},
		} {
			if got := w.text(c.query); got != c.want {
				t.Errorf("%s: %q, want %q", c.what, got, c.want)
			}
		}
		if again := w.closed(wang); !again.At.Equal(made.At) || w.text("SELECT COUNT(*) FROM audit_entries WHERE action = 'account.close'") != "1" {
			t.Errorf("closed again: %+v", again)
		}
		if found := modelstest.Findings(t, w.World, account.Checks(), volunteer.Checks(), activity.Checks(), hours.Checks(), models.AuditChecks()); len(found) != 0 {
			t.Errorf("verify: %q", found)
		}
	})
}

// TestASeatIsFreedAfterTheDeadlineToo, and who is in charge hears of it.
func TestASeatIsFreedAfterTheDeadlineToo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		wang := w.person("王芳")
		shift := w.publish(func(in *activity.Input) { in.CancelClosesAt = w.DB.Now().Add(time.Hour) })
		w.signUp(wang, shift)
		w.Clock.Advance(2 * time.Hour)
		w.closed(wang)
		if got := w.text("SELECT confirmed FROM shifts"); got != "0" {
			t.Errorf("%s seats are taken", got)
		}
		if got := w.text("SELECT text FROM notices WHERE kind = 'cannot_come' AND account_id = ?", w.manager.AccountID); !strings.Contains(got, "注销了账号") || !strings.Contains(got, "），名额已经空出") {
			t.Errorf("those in charge are told %q", got)
		}
	})
}

// TestNothingNewIsWrittenDownOfWhoIsGone: not a seat, not by staff, not a role; and nobody is told what nobody can read.
func TestNothingNewIsWrittenDownOfWhoIsGone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		wang, next := w.person("王芳"), w.person("李娜")
		shift := w.publish(func(*activity.Input) {})
		w.signUp(wang, shift)
		w.closed(wang)
		units := map[string]struct {
			unit func(tx *models.Tx) error
			want *models.Error
		}{
			"a sign-up under way": {func(tx *models.Tx) error {
				tx.Actor = wang
				_, err := activity.SignUpSelf(tx, shift, activity.Way{})
				return err
			}, volunteer.ErrClosed},
			"a guardian's consent": {func(tx *models.Tx) error {
				_, err := volunteer.RecordConsent(tx, wang.VolunteerID, volunteer.ConsentInput{})
				return err
			}, volunteer.ErrOutOfReach},
			"a document": {func(tx *models.Tx) error {
				_, err := volunteer.CheckIdentity(tx, wang.VolunteerID, volunteer.IdentityInput{})
				return err
			}, volunteer.ErrClosed},
			"a session": {func(tx *models.Tx) error {
				_, err := account.Open(tx, wang.AccountID, time.Hour)
				return err
			}, account.ErrSuspended},
		}
		for what, c := range units {
			modelstest.Expect(t, what, w.DB.Write(t.Context(), w.manager, c.unit), c.want)
		}
		w.write(w.manager, func(tx *models.Tx) error {
			for _, who := range []models.Actor{wang, next} {
				tx.Tell(models.Notice{VolunteerID: &who.VolunteerID, Kind: "test", Title: "通知", Text: "通知。"})
				tx.Tell(models.Notice{AccountID: &who.AccountID, Kind: "test", Title: "通知", Text: "通知。"})
			}
			return nil
		})
		if got := w.text("SELECT COUNT(*) FROM notices WHERE kind = 'test'"); got != "2" {
			t.Errorf("%s notices, and only two can be read", got)
		}
		if back := w.person("王芳"); back.VolunteerID == wang.VolunteerID || back.AccountID == wang.AccountID {
			t.Errorf("who comes back has the old account: %+v", back)
		}
	})
}

// TestNoSeatOutlivesTheClosure: of a closure and a sign-up at once, one knows of the other.
func TestNoSeatOutlivesTheClosure(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		shift := w.publish(func(*activity.Input) {})
		for _, name := range []string{"王芳", "李娜", "张敏", "陈桂芳", "周小满", "吴霞"} {
			who := w.person(name)
			modelstest.AtOnce(2, func(i int) error {
				return w.DB.Write(t.Context(), who, func(tx *models.Tx) (err error) {
					if i == 0 {
						_, err = closure.Close(tx, nil)
					} else {
						_, err = activity.SignUpSelf(tx, shift, activity.Way{})
					}
					return err
				})
			})
		}
		if got := w.text("SELECT COUNT(*) FROM sign_ups WHERE live = 1"); got != "0" {
			t.Errorf("%s live sign-ups of who is gone", got)
		}
		if got := w.text("SELECT COUNT(*) FROM accounts WHERE status = 'closed'"); got != "6" {
			t.Errorf("%s accounts are closed", got)
		}
	})
}

// TestNoAttendanceIsRecordedOfWhoIsGone: not on the roster, nor from a sheet that was kept without a network; the others' rows count.
func TestNoAttendanceIsRecordedOfWhoIsGone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		wang, li := w.person("王芳"), w.person("李娜")
		shift := w.publish(func(in *activity.Input) { in.Shifts[0].Capacity = 2 })
		own, other := w.signUp(wang, shift), w.signUp(li, shift)
		w.Clock.Advance(26*time.Hour + time.Minute) // the shift is over, and attendance may still be recorded
		w.closed(wang)
		err := w.DB.Write(t.Context(), w.manager, func(tx *models.Tx) error {
			_, err := activity.Tick(tx, own.ID, activity.In)
			return err
		})
		modelstest.Expect(t, "on the roster", err, volunteer.ErrClosed)
		w.write(w.manager, func(tx *models.Tx) error {
			at := tx.Now.Add(-time.Hour)
			rows, err := activity.Upload(tx, shift, []activity.BatchRow{
				{SignUpID: own.ID, Kind: activity.In, DeviceTime: at, Nonce: "1"}, {SignUpID: other.ID, Kind: activity.In, DeviceTime: at, Nonce: "2"},
			})
			if err == nil && (rows[0].Err != volunteer.ErrClosed || rows[1].Result != activity.RowRecorded) {
				t.Errorf("from a sheet: %+v", rows)
			}
			return err
		})
	})
}

// TestNothingIsEnteredBehindTheClosure: of a closure and a retro-entry at once, one knows of the other.
func TestNothingIsEnteredBehindTheClosure(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		shift := w.publish(func(*activity.Input) {})
		w.Clock.Advance(48 * time.Hour)
		for _, name := range []string{"王芳", "李娜", "张敏", "陈桂芳", "周小满", "吴霞"} {
			who := w.person(name)
			modelstest.AtOnce(2, func(i int) error {
				if i == 0 {
					_, err := w.close(who)
					return err
				}
				return w.DB.Write(t.Context(), w.manager, func(tx *models.Tx) error {
					_, err := hours.EnterRetro(tx, hours.RetroInput{ShiftID: shift, VolunteerID: who.VolunteerID, Minutes: 60, Evidence: "签到表", Declared: true})
					return err
				})
			})
		}
		if got := w.text("SELECT COUNT(*) FROM retro_entries AS r JOIN volunteers AS v ON v.id = r.volunteer_id WHERE v.closed_at IS NOT NULL"); got != "0" {
			t.Errorf("%s retro-entries of who is gone", got)
		}
	})
}

// TestWhatWasWithdrawnIsForgotten: what the person has written in a request goes where nothing came of it, and stays where it was done.
func TestWhatWasWithdrawnIsForgotten(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		wang := w.person("王芳")
		for i, status := range []string{"withdrawn", "completed"} {
			w.exec(`INSERT INTO service_requests (number, source, station_id, category, content, contact_name, contact_phone, requester_id, status, reason, version, created_at, updated_at)
				VALUES (?, 'mini_program', ?, '便民服务', '我家住在3号', '王芳', '13900000002', ?, ?, '家人来了', 1, '2026-02-01', '2026-02-01')`, i, w.station.ID, wang.AccountID, status)
		}
		w.closed(wang)
		for status, want := range map[string]string{"withdrawn": "-", "completed": "我家住在3号家人来了"} {
			if got := w.text("SELECT CONCAT(content, COALESCE(reason, '-')) FROM service_requests WHERE status = ?", status); got != want {
				t.Errorf("of the %s one stays %q, want %q", status, got, want)
			}
		}
	})
}

// TestAHouseholdStaysOne: who has had the same phone does not decide on the other's hours, though one of them has gone.
func TestAHouseholdStaysOne(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		wang, wife := w.person("王芳"), w.person("李娜")
		w.write(wife, func(tx *models.Tx) error {
			_, err := volunteer.Save(tx, volunteer.Input{Name: "李娜", Gender: volunteer.Female, BornOn: "1990-05-01", Phone: "13900000002", Version: 1})
			return err
		})
		w.closed(wang)
		err := w.DB.Read(t.Context(), wife, func(tx *models.Tx) error {
			barred, err := hours.Barred(tx, []int64{wang.VolunteerID})
			if err == nil && barred[wang.VolunteerID] == nil {
				t.Error("a new number and a closed account make two households")
			}
			return err
		})
		modelstest.Expect(t, "read", err, nil)
	})
}
