package activity

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/volunteer"
)

// deviceSkew is how far a device's clock may run ahead of ours.
const deviceSkew = 2 * time.Minute

// The refusals of a row that was kept on a device.
var (
	ErrDeviceTimeOutside = models.DefineError(models.Conflict, "device_time_outside", "不在签到时段内",
		"这一行的设备时间不在班次的签到时段内，没有记录。时间确实有误的，请校准设备时间后由工作人员补记。")
	ErrDeviceTimeAhead = models.DefineError(models.Conflict, "device_time_ahead", "设备时间偏快",
		"这一行的设备时间比现在晚，设备时钟偏快，没有记录。请校准设备时间后重新记录。")
	ErrNonceTaken = models.DefineError(models.Conflict, "nonce_taken", "行标识已被使用",
		"这个 nonce 已用于另一条签到签退，请给每一行换一个新的 nonce 再上传。")
	ErrAttendanceDecided = models.DefineError(models.Conflict, "attendance_decided", "时长已处理",
		"这个班次的时长已经确认、驳回或核定，不能再记录或撤销签到签退；记录有误的，请联系实践站更正时长。")
)

// BatchRow is one line of what staff wrote down on a device without a network.
type BatchRow struct {
	SignUpID   int64
	Kind       Kind
	DeviceTime time.Time
	Nonce      string // the device's own name for the row, once for a shift
}

// RowResult (逐行结果) is what became of one row of a batch.
type RowResult string

// The results: recorded now, recorded before by a row that says the same, or refused.
const (
	RowRecorded  RowResult = "recorded"
	RowDuplicate RowResult = "duplicate"
	RowRefused   RowResult = "refused"
)

// BatchOutcome is a row with its result, and with the reason of a refusal.
type BatchOutcome struct {
	BatchRow
	Result RowResult
	Err    *models.Error
}

// Upload records what staff wrote down offline, row by row: what is wrong with one leaves the others alone. Whether a row is
// taken depends on nothing that another row says, and all that follows is worked out from the whole set of events; so the
// outcome is the same in whatever order rows and batches arrive.
// It fails with ErrShiftNotFound or ErrPermission.
func Upload(tx *models.Tx, shiftID int64, rows []BatchRow) ([]BatchOutcome, error) {
	shift, of, err := findVisible(tx, shiftID)
	if err != nil {
		return nil, err
	}
	if err := mayManage(tx, of, models.KeepRosters); err != nil {
		return nil, shiftMissing(err)
	}
	taken, err := nonces(tx, shiftID, rows)
	if err != nil {
		return nil, err
	}
	records, err := recordsOf(tx, &attendance{shift: shift, activity: of}, rows)
	if err != nil {
		return nil, err
	}
	outcomes := make([]BatchOutcome, len(rows))
	for _, i := range inTime(rows) {
		outcomes[i] = take(tx, records, taken, rows[i])
	}
	sorted := make([]*record, 0, len(records))
	for _, r := range records {
		sorted = append(sorted, r)
	}
	slices.SortFunc(sorted, func(a, b *record) int { return cmp.Compare(a.signUp.ID, b.signUp.ID) })
	return outcomes, keep(tx, sorted)
}

// inTime gives the numbers of the rows by device time: of two rows with one nonce the same one always comes first.
func inTime(rows []BatchRow) []int {
	order := make([]int, len(rows))
	for i := range rows {
		order[i], rows[i].DeviceTime = i, rows[i].DeviceTime.UTC().Truncate(time.Millisecond)
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := rows[i], rows[j]
		return cmp.Or(a.DeviceTime.Compare(b.DeviceTime), cmp.Compare(a.SignUpID, b.SignUpID), strings.Compare(string(a.Kind), string(b.Kind)))
	})
	return order
}

// nonces finds the events that have the rows' nonces already.
func nonces(tx *models.Tx, shiftID int64, rows []BatchRow) (map[string]AttendanceEvent, error) {
	wanted := make([]string, len(rows))
	for i := range rows {
		wanted[i] = rows[i].Nonce
	}
	var events []AttendanceEvent
	if err := tx.DB.Where("shift_id = ? AND nonce IN (?)", shiftID, append(wanted, "")).Find(&events).Error; err != nil {
		return nil, err
	}
	taken := map[string]AttendanceEvent{}
	for _, event := range events {
		taken[*event.Nonce] = event
	}
	return taken, nil
}

// recordsOf reads the attendance of the rows' sign-ups for the shift, by sign-up.
func recordsOf(tx *models.Tx, at *attendance, rows []BatchRow) (map[int64]*record, error) {
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i] = rows[i].SignUpID
	}
	var signUps []SignUp
	if err := tx.DB.Where("shift_id = ? AND id IN (?)", at.shift.ID, append(ids, 0)).Find(&signUps).Error; err != nil {
		return nil, err
	}
	all := make([]*attendance, len(signUps))
	for i := range signUps {
		all[i] = &attendance{signUp: &signUps[i], shift: at.shift, activity: at.activity}
	}
	records, err := readRecords(tx, all)
	bySignUp := map[int64]*record{}
	for _, r := range records {
		bySignUp[r.signUp.ID] = r
	}
	return bySignUp, err
}

// take decides on one row and notes its nonce.
func take(tx *models.Tx, records map[int64]*record, taken map[string]AttendanceEvent, row BatchRow) BatchOutcome {
	outcome := BatchOutcome{BatchRow: row, Result: RowRefused}
	if known, there := taken[row.Nonce]; there {
		if known.SignUpID != row.SignUpID || known.Kind != row.Kind || !known.OccurredAt.Equal(row.DeviceTime) {
			outcome.Err = ErrNonceTaken
			return outcome
		}
		outcome.Result = RowDuplicate
		return outcome
	}
	r := records[row.SignUpID]
	if r == nil {
		outcome.Err = ErrSignUpNotFound
		return outcome
	}
	if outcome.Err = r.rowObstacle(tx, row); outcome.Err != nil {
		return outcome
	}
	event := r.byStaff(tx, row.Kind)
	event.Method, event.OccurredAt, event.Nonce = Offline, row.DeviceTime, &row.Nonce
	r.fresh, taken[row.Nonce], outcome.Result = append(r.fresh, event), event, RowRecorded
	return outcome
}

// rowObstacle says what keeps a row from being recorded. It asks for nothing that another row may change.
func (r *record) rowObstacle(tx *models.Tx, row BatchRow) *models.Error {
	switch status := r.signUp.Status; {
	case status == CancelledByVolunteer || status == CancelledByOrganizer:
		return ErrSignUpCancelled
	case status == Waitlisted:
		return ErrStillWaitlisted
	case r.closed:
		return volunteer.ErrClosed
	case row.DeviceTime.After(tx.Now.Add(deviceSkew)):
		return ErrDeviceTimeAhead
	case row.DeviceTime.Before(r.shift.CheckInOpensAt(tx.Settings)) || !row.DeviceTime.Before(r.shift.CheckInClosesAt(tx.Settings)):
		return ErrDeviceTimeOutside
	case r.isDecided():
		return ErrAttendanceDecided
	}
	return nil
}

// isDecided reports whether somebody has decided on the hours, or has said what was served by who never signed out: no
// event changes them from then on.
func (r *record) isDecided() bool {
	return r.entry != nil && r.entry.Status != hours.Withdrawn && (r.entry.Status != hours.Pending || r.entry.SettledBy != nil)
}
