package certificate

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/organization"
	"practicestation/models/volunteer"
)

// NoticeIssued tells a volunteer that staff have issued a certificate.
const NoticeIssued models.NoticeKind = "certificate_issued"

// Input is what a certificate is asked for. Without a first or last day it begins or ends with the records.
type Input struct {
	VolunteerID int64 // of staff's; the volunteer asks for the own hours
	StationID   int64 // who recorded and now certifies; 0: every station that did
	FromOn      models.Date
	ToOn        models.Date // the last day
}

// Issued is the answer to a request: one certificate for each recording station, and what is not counted.
type Issued struct {
	Certificates   []Full
	PendingEntries int64
	PendingMinutes int64
}

// Ask issues the actor's own certificates, one for each station that recorded hours.
// It fails with volunteer.ErrProfileMissing, ErrInvalid, ErrNoHours, ErrTooLong or ErrAskStation.
func Ask(tx *models.Tx, in Input) (*Issued, error) {
	if tx.Actor.VolunteerID == 0 {
		return nil, volunteer.ErrProfileMissing
	}
	in.VolunteerID = tx.Actor.VolunteerID
	if err := in.check(tx); err != nil {
		return nil, err
	}
	if in.StationID != 0 {
		if _, err := models.Find[organization.Organization](tx, in.StationID, models.Unknown("station_id")); err != nil {
			return nil, err
		}
	}
	return in.issueAll(tx, false)
}

// IssueFor issues a certificate of the station for somebody, as for those who have no phone, and tells the volunteer.
// It fails with ErrPermission, ErrInvalid, ErrNoHours, ErrTooLong, hours.ErrOwn or hours.ErrHousehold.
func IssueFor(tx *models.Tx, in Input) (*Issued, error) {
	if len(tx.Actor.Paths(models.KeepRosters)) == 0 {
		return nil, models.ErrPermission
	}
	if err := in.check(tx); err != nil {
		return nil, err
	}
	station, err := models.Find[organization.Organization](tx, in.StationID, models.Unknown("station_id"))
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.KeepRosters, station.Path) {
		return nil, models.ErrPermission
	}
	var known int64
	err = tx.DB.Table("volunteers").Where("id = ? AND id IN (?)", in.VolunteerID, volunteer.InReach(tx, models.KeepRosters)).Count(&known).Error
	if err != nil {
		return nil, err
	}
	if known == 0 {
		return nil, models.Unknown("volunteer_id")
	}
	return in.issueAll(tx, true)
}

// check wants the days the right way round, and none that is still to come: nobody certifies the future.
func (in *Input) check(tx *models.Tx) error {
	var faults models.Faults
	if in.FromOn > tx.Today() {
		faults.Add("from_on", "future", "起始日期不能晚于今天。")
	}
	if in.ToOn != "" && in.FromOn > in.ToOn {
		faults.Add("to_on", "order", "截止日期不能早于起始日期。")
	}
	if in.ToOn > tx.Today() {
		in.ToOn = tx.Today()
	}
	return faults.Err()
}

// issueAll issues for each station in turn.
func (in *Input) issueAll(tx *models.Tx, byStaff bool) (*Issued, error) {
	answer := &Issued{}
	var pending struct{ Entries, Minutes int64 }
	err := in.entries(tx, hours.Pending).Select("COUNT(*) AS entries, COALESCE(SUM(e.minutes), 0) AS minutes").Scan(&pending).Error
	if err != nil {
		return nil, err
	}
	answer.PendingEntries, answer.PendingMinutes = pending.Entries, pending.Minutes
	var stations []int64
	if err := in.entries(tx, hours.Confirmed).Distinct("e.station_id").Order("e.station_id").Pluck("e.station_id", &stations).Error; err != nil {
		return nil, err
	}
	if len(stations) == 0 {
		return nil, in.noHours(tx, answer)
	}
	for _, station := range stations {
		one := *in
		one.StationID = station
		made, err := one.issue(tx, byStaff)
		if err != nil {
			return nil, err
		}
		answer.Certificates = append(answer.Certificates, *made)
	}
	return answer, nil
}

// noHours says what is still to be confirmed, if anything is, or that there is honor alone, for which there is nothing to confirm.
func (in *Input) noHours(tx *models.Tx, answer *Issued) error {
	if answer.PendingEntries > 0 {
		return ErrNoHours.Saying("这段时间的服务时长还没有确认：有 %d 条、共 %d 分钟待确认，确认以后才能写进证明。请联系实践站确认。", answer.PendingEntries, answer.PendingMinutes).
			With("pending_entries", answer.PendingEntries).With("pending_minutes", answer.PendingMinutes)
	}
	var honor struct{ Entries, Minutes int64 }
	err := in.within(tx.DB.Table("retro_entries AS e").Select("COUNT(*) AS entries, COALESCE(SUM(e.minutes), 0) AS minutes"), hours.RetroApproved).Scan(&honor).Error
	if err != nil {
		return err
	}
	if honor.Entries > 0 {
		return ErrNoHours.Saying("这段时间只有补录的荣誉时长（%d 条、共 %d 分钟），补录的荣誉时长不列入证明，没有可以证明的签到时长。荣誉时长可以在本人的服务记录里查看。", honor.Entries, honor.Minutes)
	}
	return ErrNoHours
}

// entries selects what the volunteer has in one state within the input's bounds.
func (in *Input) entries(tx *models.Tx, status hours.Status) *gorm.DB {
	return in.within(tx.DB.Table("entries AS e"), status)
}

// within narrows rows e of the volunteer's to those in one state within the input's bounds.
func (in *Input) within(query *gorm.DB, status any) *gorm.DB {
	query = query.Where("e.volunteer_id = ? AND e.status = ?", in.VolunteerID, status)
	if in.StationID != 0 {
		query = query.Where("e.station_id = ?", in.StationID)
	}
	if in.FromOn != "" {
		query = query.Where("e.served_on >= ?", in.FromOn)
	}
	if in.ToOn != "" {
		query = query.Where("e.served_on <= ?", in.ToOn)
	}
	return query
}

// issue makes the certificate of one station, or gives the one that says the same and still stands. The station's row
// is locked first, so that its numbers have no gap and no two certificates one number.
func (in *Input) issue(tx *models.Tx, byStaff bool) (*Full, error) {
	station, err := models.FindLocked[organization.Organization](tx, in.StationID, models.Unknown("station_id"))
	if err != nil {
		return nil, err
	}
	made, err := in.snapshot(tx, station)
	if err != nil {
		return nil, err
	}
	if err := made.mayBeIssued(tx, byStaff); err != nil {
		return nil, err
	}
	same, err := made.same(tx)
	if same != nil || err != nil {
		return same, err
	}
	if byStaff {
		made.HandlerID, made.HandlerName = models.Nullable(tx.Actor.AccountID), tx.Actor.Name
	}
	return made, made.save(tx, station)
}

// same is the certificate that says the same and still stands; nil when there is none.
func (f *Full) same(tx *models.Tx) (*Full, error) {
	var known Certificate
	err := tx.DB.Where("volunteer_id = ? AND station_id = ? AND digest = ? AND revoked_at IS NULL", f.VolunteerID, f.StationID, f.Digest).
		Order("id DESC").Take(&known).Error
	if models.IsMissing(err) {
		return nil, nil //nolint:nilnil // nothing of the kind has been issued
	}
	return &Full{Shown: Shown{Certificate: known}, Records: f.Records}, err
}

// snapshot writes down what the ledger says now.
func (in *Input) snapshot(tx *models.Tx, station *organization.Organization) (*Full, error) {
	names, err := volunteer.Names(tx, []int64{in.VolunteerID})
	if err != nil {
		return nil, err
	}
	made := &Full{Shown: Shown{Certificate: Certificate{
		VolunteerID: in.VolunteerID, VolunteerName: names[in.VolunteerID], StationID: station.ID, IssuerName: station.Name, FromOn: in.FromOn, ToOn: in.ToOn,
	}}}
	err = in.entries(tx, hours.Confirmed).
		Select(`e.id AS entry_id, e.served_on, e.minutes, a.title, a.category, a.place, COALESCE(s.role, '') AS role,
			COALESCE(t.name, '') AS team_name, COALESCE(l.name, '') AS leader_name`).
		Joins("JOIN activities AS a ON a.id = e.activity_id").
		// An entry counts whatever else is known of it: no hours are lost for want of a shift.
		Joins("LEFT JOIN shifts AS s ON s.id = e.shift_id").Joins("LEFT JOIN teams AS t ON t.id = e.team_id").
		Joins("LEFT JOIN accounts AS l ON l.id = a.leader_account_id").
		Order("e.served_on, e.id").Limit(maxRecords + 1).Scan(&made.Records).Error
	if err != nil {
		return nil, err
	}
	if len(made.Records) > maxRecords {
		return nil, ErrTooLong
	}
	made.sum()
	return made, nil
}

// sum fills in what follows from the records.
func (f *Full) sum() {
	for _, record := range f.Records {
		f.Services++
		f.Minutes += record.Minutes
	}
	if f.FromOn == "" {
		f.FromOn = f.Records[0].ServedOn
	}
	if f.ToOn == "" {
		f.ToOn = f.Records[len(f.Records)-1].ServedOn
	}
	f.Digest = f.digest()
}

// digest is the hash of what is certified.
func (f *Full) digest() string {
	content, err := json.Marshal([]any{f.VolunteerName, f.IssuerName, f.FromOn, f.ToOn, f.Records})
	if err != nil {
		panic("texts and numbers always marshal: " + err.Error())
	}
	digest := sha256.Sum256(content)
	return hex.EncodeToString(digest[:])
}

// save gives the certificate its number and code, and keeps it.
func (f *Full) save(tx *models.Tx, station *organization.Organization) error {
	code := fmt.Sprintf("Z%d", station.ID)
	if station.RegionCode != nil {
		code = *station.RegionCode
	}
	f.NumberSeries = string(tx.Today()[:4]) + "-" + code
	var last int64
	if err := tx.DB.Model(&Certificate{}).Select("COALESCE(MAX(sequence), 0)").Where("number_series = ?", f.NumberSeries).Scan(&last).Error; err != nil {
		return err
	}
	f.Sequence, f.Code, f.IssuedAt = last+1, models.RandomCode(codeLength), tx.Now
	err := tx.DB.Create(&f.Certificate).Error
	if models.IsDuplicate(err) {
		return tx.Retry() // another station had the region code before, and both issue at once
	}
	if err != nil {
		return err
	}
	for i := range f.Records {
		f.Records[i].CertificateID = f.ID
	}
	if err := tx.DB.CreateInBatches(f.Records, 50).Error; err != nil {
		return err
	}
	tx.Audit(models.AuditEntry{
		Action: "certificate.issue", Subject: "certificate", SubjectID: f.ID, OrganizationID: f.StationID, Row: rows().Row(f.ID),
		After: map[string]any{"number": f.Number(), "volunteer_id": f.VolunteerID, "services": f.Services, "minutes": f.Minutes},
	})
	if f.HandlerID != nil {
		tx.Tell(models.Notice{
			VolunteerID: &f.VolunteerID, Kind: NoticeIssued, Title: "已为您出具证明",
			Text: fmt.Sprintf("%s为您出具了志愿服务记录证明，编号 %s，共 %s 小时。证明免费，不需要的话不用管它。", f.IssuerName, f.Number(), Hours(f.Minutes)),
		})
	}
	return nil
}

// Hours writes minutes as hours with two decimals, as the national system does.
func Hours(minutes int64) string {
	hundredths := (minutes*100 + 30) / 60
	return fmt.Sprintf("%d.%02d", hundredths/100, hundredths%100)
}
