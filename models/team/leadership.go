package team

import (
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/organization"
)

// Leadership (负责人任期) says who is in charge of a team, line or brand from one instant to another. The last one of a subject is
// open; a handover closes it and opens the next, so that at each instant exactly one person is in charge.
type Leadership struct {
	ID        int64
	LineID    *int64
	TeamID    *int64
	BrandID   *int64
	AccountID int64
	StartsAt  time.Time
	EndsAt    *time.Time
	IsLast    *int // 1 for the last of its subject, nil for all before: the unique key behind "one at a time"
	Note      string
	CreatedAt time.Time
}

// Leader is a leadership with the person's name.
type Leader struct {
	Leadership `gorm:"embedded"`
	Name       string
}

// The refusals of a handover.
var (
	ErrHandoverOrder = models.DefineError(models.Conflict, "handover_before_current", "交接时间过早", "交接时间要晚于现任负责人的开始时间。")
	ErrAlreadyLeader = models.DefineError(models.Conflict, "already_leader", "已是负责人", "这个人已经是负责人，不需要交接。")
)

// Handover says to whom a team, line or brand goes, and from when; a zero From means now.
type Handover struct {
	AccountID int64
	From      time.Time
	Note      string
}

// HandOver gives a team to another person in charge.
// It fails with ErrNotFound, ErrPermission, ErrInvalid, ErrHandoverOrder or ErrAlreadyLeader.
func HandOver(tx *models.Tx, teamID int64, to Handover) (*Team, error) {
	current, path, err := findLocked(tx, teamID)
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ManageTeams, path) {
		return nil, models.ErrPermission
	}
	next := &Leadership{TeamID: &teamID}
	if err := Succeed(tx, next, to); err != nil {
		return nil, err
	}
	if err := tx.UpdateVersion(current, teamID, current.Version, map[string]any{}); err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "team.hand_over", Subject: "team", SubjectID: teamID, OrganizationID: current.OrganizationID,
		After: map[string]any{"account_id": to.AccountID, "from": next.StartsAt},
	})
	return models.Find[Team](tx, teamID, ErrNotFound)
}

// HandOverLine gives a line to another person in charge.
// It fails with ErrLineNotFound, ErrPermission, ErrInvalid, ErrHandoverOrder or ErrAlreadyLeader.
func HandOverLine(tx *models.Tx, lineID int64, to Handover) (*Line, error) {
	current, err := models.FindLocked[Line](tx, lineID, ErrLineNotFound)
	if err != nil {
		return nil, err
	}
	home, err := models.Find[organization.Organization](tx, current.OrganizationID, organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ManageTeams, home.Path) {
		return nil, models.ErrPermission
	}
	next := &Leadership{LineID: &lineID}
	if err := Succeed(tx, next, to); err != nil {
		return nil, err
	}
	if err := tx.UpdateVersion(current, lineID, current.Version, map[string]any{}); err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "line.hand_over", Subject: "line", SubjectID: lineID, OrganizationID: home.ID,
		After: map[string]any{"account_id": to.AccountID, "from": next.StartsAt},
	})
	return models.Find[Line](tx, lineID, ErrLineNotFound)
}

// subject is the column that says what a leadership is about, and its value.
func (l *Leadership) subject() (column string, id int64) {
	switch {
	case l.TeamID != nil:
		return "team_id", *l.TeamID
	case l.LineID != nil:
		return "line_id", *l.LineID
	}
	return "brand_id", *l.BrandID
}

// Succeed closes the last leadership of next's subject at the handover and opens the next; the caller holds the subject's
// lock. It fails with ErrInvalid, ErrHandoverOrder or ErrAlreadyLeader.
func Succeed(tx *models.Tx, next *Leadership, to Handover) error {
	if err := MayLead(tx, "account_id", to.AccountID, next.TeamID); err != nil {
		return err
	}
	next.AccountID, next.StartsAt, next.Note, next.CreatedAt = to.AccountID, to.From.UTC().Truncate(time.Millisecond), to.Note, tx.Now
	if to.From.IsZero() {
		next.StartsAt = tx.Now
	}
	last := 1
	next.IsLast = &last
	var before []Leadership
	column, id := next.subject()
	if err := tx.Locking().Where(column+" = ? AND is_last = 1", id).Find(&before).Error; err != nil {
		return err
	}
	for _, current := range before {
		if current.AccountID == next.AccountID {
			return ErrAlreadyLeader
		}
		if !next.StartsAt.After(current.StartsAt) {
			return ErrHandoverOrder
		}
		if err := tx.DB.Model(&current).Updates(map[string]any{"ends_at": next.StartsAt, "is_last": nil}).Error; err != nil {
			return err
		}
	}
	return tx.DB.Create(next).Error
}

// MayLead accepts a colleague of any office, anybody else whom the actor may see, and an active member of the team: a
// volunteer who is a stranger cannot be found out by being made a leader. It fails with ErrInvalid for the member of this name.
func MayLead(tx *models.Tx, field string, accountID int64, teamID *int64) error {
	person, err := models.Find[account.Account](tx, accountID, models.Unknown(field))
	if err != nil {
		return err
	}
	if person.Status != account.Active {
		return models.Unknown(field)
	}
	if person.OrganizationID != nil { // staff made it: a colleague
		return nil
	}
	_, err = account.Find(tx, accountID)
	if !models.IsCode(err, account.ErrNotFound) {
		return err
	}
	var member int64
	err = tx.DB.Table("team_members AS m").Joins("JOIN volunteers AS v ON v.id = m.volunteer_id").
		Where("v.account_id = ? AND m.team_id = ? AND m.status = ?", accountID, teamID, ActiveMember).Count(&member).Error
	if err == nil && member == 0 {
		return models.Unknown(field)
	}
	return err
}

// CurrentLeaders finds who is in charge of each of the teams right now; a team without anybody is left out.
func CurrentLeaders(tx *models.Tx, teamIDs []int64) (map[int64]Leader, error) {
	return inCharge(tx, "team_id", teamIDs, func(l Leader) int64 { return *l.TeamID })
}

// CurrentLineLeaders is CurrentLeaders for lines.
func CurrentLineLeaders(tx *models.Tx, lineIDs []int64) (map[int64]Leader, error) {
	return inCharge(tx, "line_id", lineIDs, func(l Leader) int64 { return *l.LineID })
}

// CurrentBrandLeaders is CurrentLeaders for brands.
func CurrentBrandLeaders(tx *models.Tx, brandIDs []int64) (map[int64]Leader, error) {
	return inCharge(tx, "brand_id", brandIDs, func(l Leader) int64 { return *l.BrandID })
}

func inCharge(tx *models.Tx, column string, ids []int64, subject func(Leader) int64) (map[int64]Leader, error) {
	found := map[int64]Leader{}
	if len(ids) == 0 {
		return found, nil
	}
	var leaders []Leader
	err := tx.DB.Table("leaderships AS l").Select("l.*, a.name").Joins("JOIN accounts AS a ON a.id = l.account_id").
		Where("l."+column+" IN (?) AND l.starts_at <= ? AND (l.ends_at IS NULL OR l.ends_at > ?)", ids, tx.Now, tx.Now).
		Scan(&leaders).Error
	for _, leader := range leaders {
		found[subject(leader)] = leader
	}
	return found, err
}

// Leaders lists a team's persons in charge, the last first. It fails with ErrNotFound.
func Leaders(tx *models.Tx, teamID int64, page models.Page) (models.Paged[Leader], error) {
	if _, err := models.Find[Team](tx, teamID, ErrNotFound); err != nil {
		return models.Paged[Leader]{}, err
	}
	return leadersOf(tx, "l.team_id", teamID, page)
}

// BrandLeaders lists a brand's persons in charge, the last first.
func BrandLeaders(tx *models.Tx, brandID int64, page models.Page) (models.Paged[Leader], error) {
	return leadersOf(tx, "l.brand_id", brandID, page)
}

func leadersOf(tx *models.Tx, column string, id int64, page models.Page) (models.Paged[Leader], error) {
	query := tx.DB.Table("leaderships AS l").Select("l.*, a.name").Joins("JOIN accounts AS a ON a.id = l.account_id").
		Where(column+" = ?", id)
	return models.Fetch(query, page, models.Order[Leader]{
		TimeColumn: "l.starts_at", IDColumn: "l.id", Descending: true,
		Time: func(l *Leader) time.Time { return l.StartsAt }, ID: func(l *Leader) int64 { return l.ID },
	})
}
