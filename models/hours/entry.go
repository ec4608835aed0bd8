// Package hours holds the ledger of service time (服务时长记录): what attendance earned, and who confirmed it.
package hours

import (
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/holiday"
)

// Status (记录状态) is where an entry stands; only confirmed ones count anywhere.
type Status string

// The states of an entry.
const (
	Pending   Status = "pending"
	Confirmed Status = "confirmed"
	Rejected  Status = "rejected"
	Reversed  Status = "reversed"
	Withdrawn Status = "withdrawn" // the attendance that it rested on was struck before anybody decided
)

// Entry is the service time that one sign-up earned: whole minutes, made by the server from attendance, and never
// edited. Station, team and date are kept as they were, because later statistics must not move with them.
type Entry struct {
	ID          int64
	SignUpID    int64
	ShiftID     int64
	ActivityID  int64
	VolunteerID int64
	StationID   int64
	TeamID      int64
	Minutes     int64
	ServedOn    models.Date // the local date on which the shift ended: a shift across midnight counts once, on that day
	Status      Status
	DecidedAt   *time.Time
	DecidedBy   *int64
	Reason      *string
	Revision    int64  // 0 for what attendance made first, then 1, 2 … for what came instead: by a correction, or after a withdrawal
	CorrectsID  *int64 // the entry that this one stands instead of

	DueOn           *models.Date // by when it is to be decided, in working days (Order 67, article 11); nil for entries from before that
	MeasuredMinutes *int64       // what attendance came to, where a cap has cut it

	Reminded      int64   // how many of the reminders have been sent
	SettledBy     *int64  // who has set the minutes, of a volunteer who never signed out or objected before the decision,
	SettledReason *string // and why so many

	CreatedAt time.Time
}

// NamedEntry is an entry with the volunteer's name and the path of its station.
type NamedEntry struct {
	Entry         `gorm:"embedded"`
	VolunteerName string
	StationPath   string
}

// The refusals about entries.
var (
	ErrNotFound  = models.DefineError(models.NotFound, "entry_not_found", "时长记录不存在", "没有找到这条时长记录。")
	ErrOwn       = models.DefineError(models.Forbidden, "own_hours", "不能确认自己的时长", "不能确认自己的服务时长，请由另一位管理员确认。")
	ErrDecided   = models.DefineError(models.Conflict, "entry_decided", "时长已处理", "这条时长记录已经处理过，请刷新后查看。")
	ErrRepeated  = models.DefineError(models.Conflict, "entry_repeated", "时长记录重复", "这条时长记录在同一次提交里出现了两次，请去掉一个。")
	ErrWithdrawn = models.DefineError(models.Conflict, "entry_withdrawn", "时长记录已收回",
		"这条时长依据的签到签退已被撤销，记录已收回。重新签退或由工作人员核定后，会有新的时长记录，请在新的那一条上操作。")
	ErrZero = models.DefineError(models.Conflict, "entry_empty", "没有可确认的时长", "这条记录的时长是 0 分钟，不能确认，请驳回并写明原因。")
)

// Credit writes the pending entry of a sign-up that has been checked out, and counts it on its activity, whose row the
// caller has not locked yet.
func Credit(tx *models.Tx, entry Entry) error {
	// The person's row comes before anything else: the day is cut when the entry is there.
	if err := takePerson(tx, entry.VolunteerID); err != nil {
		return err
	}
	entry.measure(entry.Minutes, tx.Settings.DayCap, tx.Settings)
	// One host team has an activity's hours: the team is checked where the row is taken.
	counted := tx.DB.Exec("UPDATE activities SET pending_entries = pending_entries + 1 WHERE id = ? AND team_id = ?", entry.ActivityID, entry.TeamID)
	if counted.Error != nil {
		return counted.Error
	}
	if counted.RowsAffected == 0 {
		return tx.Retry() // the activity has got another host meanwhile
	}
	calendar, err := holiday.Load(tx)
	if err != nil {
		return err
	}
	due := calendar.AddWorkdays(entry.ServedOn, tx.Settings.SettleDays)
	entry.Status, entry.CreatedAt, entry.DueOn = Pending, tx.Now, &due
	if err := tx.DB.Create(&entry).Error; err != nil {
		return err
	}
	witnessEntry(tx, "entry.credit", &entry, nil)
	return recut(tx, entry.VolunteerID, entry.ServedOn)
}

// find finds an entry that the actor may see: an own one, or one in a scope where the actor reads hours.
func find(tx *models.Tx, id int64) (*NamedEntry, error) {
	var entry NamedEntry
	err := visible(tx).Where("e.id = ?", id).Take(&entry).Error
	if models.IsMissing(err) {
		return nil, ErrNotFound
	}
	return &entry, err
}

// isLatest reports whether no correction stands instead of the entry.
func isLatest(tx *models.Tx, entry *NamedEntry) (bool, error) {
	var later int64
	err := tx.DB.Model(&Entry{}).Where("sign_up_id = ? AND revision > ?", entry.SignUpID, entry.Revision).Count(&later).Error
	return later == 0, err
}

// span is how long a shift lasts, and whether it is over; the shifts themselves are known above this package.
type span struct {
	minutes int64
	over    bool
}

func spanOf(tx *models.Tx, shiftID int64) (span, error) {
	var shift struct{ StartsAt, EndsAt time.Time }
	err := tx.DB.Table("shifts").Select("starts_at, ends_at").Where("id = ?", shiftID).Scan(&shift).Error
	return span{minutes: int64(shift.EndsAt.Sub(shift.StartsAt) / time.Minute), over: !shift.EndsAt.After(tx.Now)}, err
}

func named(tx *models.Tx) *gorm.DB {
	return tx.DB.Table("entries AS e").Select("e.*, v.name AS volunteer_name, o.path AS station_path").
		Joins("JOIN volunteers AS v ON v.id = e.volunteer_id").Joins("JOIN organizations AS o ON o.id = e.station_id")
}

func visible(tx *models.Tx) *gorm.DB {
	return named(tx).Where(tx.DB.Where(readable(tx)).Or("e.volunteer_id = ?", tx.Actor.VolunteerID))
}

// readable is the condition for entries in a scope where the actor reads hours, or of a team that the actor leads.
func readable(tx *models.Tx) *gorm.DB {
	return models.Within(tx.DB, "o.path", tx.Actor.Paths(models.ReadHours)).Or("e.team_id IN (?)", append([]int64{0}, tx.Actor.LedTeams...))
}

// Filter narrows a list of entries.
type Filter struct {
	ShiftID, ActivityID, VolunteerID, StationID, TeamID int64
	Affiliation, Category                               string
	Status                                              Status
	Overdue                                             bool        // only pending ones whose day is past
	From, To                                            models.Date // [From, To) of the local date of the shift's end
}

// check wants the period the right way round.
func (f Filter) check(tx *models.Tx) error {
	return models.CheckPeriod(f.From.In(tx.Zone), f.To.In(tx.Zone))
}

func (f Filter) narrow(query *gorm.DB, today models.Date) *gorm.DB {
	for column, id := range map[string]int64{
		"e.shift_id": f.ShiftID, "e.activity_id": f.ActivityID, "e.volunteer_id": f.VolunteerID,
		"e.station_id": f.StationID, "e.team_id": f.TeamID,
	} {
		if id != 0 {
			query = query.Where(column+" = ?", id)
		}
	}
	if f.Affiliation != "" {
		query = query.Where("e.team_id IN (SELECT id FROM teams WHERE affiliation = ?)", f.Affiliation)
	}
	if f.Category != "" {
		query = query.Where("e.activity_id IN (SELECT id FROM activities WHERE category = ?)", f.Category)
	}
	if f.Status != "" {
		query = query.Where("e.status = ?", f.Status)
	}
	if f.Overdue {
		query = query.Where("e.status = ? AND e.due_on < ?", Pending, today)
	}
	if f.From != "" {
		query = query.Where("e.served_on >= ?", f.From)
	}
	if f.To != "" {
		query = query.Where("e.served_on < ?", f.To)
	}
	return query
}

// List lists the entries of the scopes in which the actor reads hours. It fails with ErrPermission when there is none, or
// with ErrInvalid.
func List(tx *models.Tx, filter Filter, page models.Page) (models.Paged[NamedEntry], error) {
	if !tx.Actor.CanSomewhere(models.ReadHours) {
		return models.Paged[NamedEntry]{}, models.ErrPermission
	}
	if err := filter.check(tx); err != nil {
		return models.Paged[NamedEntry]{}, err
	}
	return fetch(filter.narrow(named(tx).Where(readable(tx)), tx.Today()), page)
}

// ListOwn lists the actor's own entries, and adds up the own ledger of all time. It fails with ErrInvalid.
func ListOwn(tx *models.Tx, filter Filter, page models.Page) (entries models.Paged[NamedEntry], totals Totals, err error) {
	if err := filter.check(tx); err != nil {
		return entries, totals, err
	}
	own := tx.Actor.VolunteerID
	if totals, err = totalsOf(tx, own); err != nil {
		return entries, totals, err
	}
	entries, err = fetch(filter.narrow(named(tx).Where("e.volunteer_id = ?", own), tx.Today()), page)
	return entries, totals, err
}

// ConfirmedMinutes adds up the confirmed service of each of the volunteers.
func ConfirmedMinutes(tx *models.Tx, volunteerIDs []int64) (map[int64]int64, error) {
	var rows []struct{ VolunteerID, Minutes int64 }
	err := tx.DB.Model(&Entry{}).Select("volunteer_id, SUM(minutes) AS minutes").
		Where("volunteer_id IN (?) AND status = ?", volunteerIDs, Confirmed).Group("volunteer_id").Scan(&rows).Error
	totals := map[int64]int64{}
	for _, row := range rows {
		totals[row.VolunteerID] = row.Minutes
	}
	return totals, err
}

func fetch(query *gorm.DB, page models.Page) (models.Paged[NamedEntry], error) {
	return models.Fetch(query, page, models.Order[NamedEntry]{IDColumn: "e.id", ID: func(e *NamedEntry) int64 { return e.ID }})
}
