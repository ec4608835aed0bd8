package account

import (
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/organization"
)

// Grant (授权) gives an account a role on an organization and everything below it, from one instant to another.
type Grant struct {
	ID             int64
	AccountID      int64
	Role           models.Role
	OrganizationID int64
	StartsAt       time.Time
	EndsAt         *time.Time // nil: until it is revoked
	RevokedAt      *time.Time
	GrantedBy      *int64
	CreatedAt      time.Time
}

// TableName names the table: GRANT is a word of SQL.
func (Grant) TableName() string { return "role_grants" }

// The refusals about grants.
var (
	ErrGrantNotFound = models.DefineError(models.NotFound, "grant_not_found", "授权不存在", "没有找到这条授权。")
	ErrGrantExists   = models.DefineError(models.Conflict, "grant_exists", "已有相同授权", "这个账号在这个组织已有同样的角色。")
	ErrGrantRevoked  = models.DefineError(models.Conflict, "grant_revoked", "授权已撤销", "这条授权已经撤销，不需要再操作。")
)

// roleLevel says on which tier a role is held; team leaders and auditors are held on any.
var roleLevel = map[models.Role]organization.Level{
	models.CenterAdmin: organization.Center, models.TownAdmin: organization.Institute, models.StationManager: organization.Station,
}

// GrantInput is what a new grant is made of.
type GrantInput struct {
	Role           models.Role
	OrganizationID int64
	From           time.Time // zero: now
	To             time.Time // zero: open
}

// GrantRole gives an account a role. It fails with ErrNotFound, ErrPermission, ErrInvalid, ErrGone or ErrGrantExists.
func GrantRole(tx *models.Tx, accountID int64, in GrantInput) (*Grant, error) {
	if _, err := Find(tx, accountID); err != nil {
		return nil, err
	}
	where, err := models.Find[organization.Organization](tx, in.OrganizationID, models.Unknown("organization_id"))
	if err != nil {
		return nil, err
	}
	if !tx.Actor.CanGrant(in.Role, where.Path) {
		return nil, models.ErrPermission
	}
	if in.From.IsZero() {
		in.From = tx.Now
	}
	var faults models.Faults
	if level, fixed := roleLevel[in.Role]; fixed && level != where.Level {
		faults.Add("role", "wrong_level", "中心管理员只能在中心、镇管理员只能在所、站长只能在站授权。")
	}
	if !in.To.IsZero() && !in.To.After(in.From) {
		faults.Add("to", "order", "授权的结束时间要晚于开始时间。")
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return give(tx, accountID, where, in)
}

func give(tx *models.Tx, accountID int64, where *organization.Organization, in GrantInput) (*Grant, error) {
	holder, err := models.FindLocked[Account](tx, accountID, ErrNotFound)
	if err != nil {
		return nil, err
	}
	if holder.Status == Closed {
		return nil, ErrGone
	}
	same := tx.DB.Model(&Grant{}).Where("account_id = ? AND role = ? AND organization_id = ? AND revoked_at IS NULL AND (ends_at IS NULL OR ends_at > ?)",
		accountID, in.Role, where.ID, in.From)
	if !in.To.IsZero() {
		same = same.Where("starts_at < ?", in.To)
	}
	var overlapping int64
	if err := same.Count(&overlapping).Error; err != nil {
		return nil, err
	}
	if overlapping > 0 {
		return nil, ErrGrantExists
	}
	grant := &Grant{
		AccountID: accountID, Role: in.Role, OrganizationID: where.ID, StartsAt: in.From.UTC().Truncate(time.Millisecond),
		GrantedBy: models.Nullable(tx.Actor.AccountID), CreatedAt: tx.Now,
	}
	if !in.To.IsZero() {
		ends := in.To.UTC().Truncate(time.Millisecond)
		grant.EndsAt = &ends
	}
	if err := tx.DB.Create(grant).Error; err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "grant.create", Subject: "grant", SubjectID: grant.ID, OrganizationID: where.ID,
		After: map[string]any{"account_id": accountID, "role": in.Role, "from": grant.StartsAt, "to": grant.EndsAt},
	})
	return grant, nil
}

// RevokeGrant ends a grant at once. It fails with ErrGrantNotFound, ErrPermission, ErrGrantRevoked or ErrLastAdmin.
func RevokeGrant(tx *models.Tx, id int64) (*Grant, error) {
	grant, err := models.FindLocked[Grant](tx, id, ErrGrantNotFound)
	if err != nil {
		return nil, err
	}
	if _, err := Find(tx, grant.AccountID); models.IsCode(err, ErrNotFound) {
		return nil, ErrGrantNotFound
	} else if err != nil {
		return nil, err
	}
	where, err := models.Find[organization.Organization](tx, grant.OrganizationID, organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	if !tx.Actor.CanGrant(grant.Role, where.Path) {
		return nil, models.ErrPermission
	}
	if grant.RevokedAt != nil {
		return nil, ErrGrantRevoked
	}
	if err := keepAnAdministrator(tx, grant.AccountID, grant.ID); err != nil {
		return nil, err
	}
	grant.RevokedAt = &tx.Now
	if err := tx.DB.Model(grant).Update("revoked_at", tx.Now).Error; err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "grant.revoke", Subject: "grant", SubjectID: id, OrganizationID: where.ID,
		Before: map[string]any{"account_id": grant.AccountID, "role": grant.Role},
	})
	return grant, nil
}

// Grants lists all of an account's grants, ended and revoked ones too, newest first.
func Grants(tx *models.Tx, accountID int64) ([]Grant, error) {
	var grants []Grant
	err := tx.DB.Where("account_id = ?", accountID).Order("id DESC").Find(&grants).Error
	return grants, err
}

// GrantsInForce lists the account's grants that hold right now, newest first.
func GrantsInForce(tx *models.Tx, accountID int64) ([]Grant, error) {
	var grants []Grant
	err := tx.DB.Where("account_id = ? AND revoked_at IS NULL AND starts_at <= ? AND (ends_at IS NULL OR ends_at > ?)", accountID, tx.Now, tx.Now).
		Order("id DESC").Find(&grants).Error
	return grants, err
}

// scopedGrant is a grant in force with its organization's path.
type scopedGrant struct {
	Role           models.Role
	OrganizationID int64
	Path           string
}

func liveGrants(tx *models.Tx, accountID int64) ([]scopedGrant, error) {
	var grants []scopedGrant
	err := tx.DB.Table("role_grants AS g").Select("g.role, g.organization_id, o.path").
		Joins("JOIN organizations AS o ON o.id = g.organization_id").
		Where("g.account_id = ? AND g.revoked_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?)", accountID, tx.Now, tx.Now).
		Scan(&grants).Error
	return grants, err
}

// administrators selects the grants by which the center is run now.
func administrators(tx *models.Tx) *gorm.DB {
	return tx.DB.Table("role_grants AS g").Joins("JOIN accounts AS a ON a.id = g.account_id").
		Where("g.role = ? AND a.status = ? AND g.revoked_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?)",
			models.CenterAdmin, Active, tx.Now, tx.Now)
}

// keepAnAdministrator fails with ErrLastAdmin when nobody would be left to run the center without the account, or
// without that one grant of it. It writes the center's row before it counts who is left, so that two administrators
// cannot remove each other at once; what takes no administrator away leaves that row alone.
func keepAnAdministrator(tx *models.Tx, accountID, grantID int64) error {
	var held, left int64
	mine := administrators(tx).Where("g.account_id = ?", accountID)
	others := administrators(tx).Where("g.account_id <> ?", accountID)
	if grantID != 0 {
		mine = administrators(tx).Where("g.id = ?", grantID)
		others = administrators(tx).Where("g.id <> ?", grantID)
	}
	if err := mine.Count(&held).Error; err != nil || held == 0 {
		return err
	}
	center, err := organization.FindCenter(tx)
	if err != nil {
		return err
	}
	if err := tx.DB.Exec("UPDATE organizations SET version = version + 1 WHERE id = ?", center.ID).Error; err != nil {
		return err
	}
	if err := others.Count(&left).Error; err != nil {
		return err
	}
	if left == 0 {
		return ErrLastAdmin
	}
	return nil
}
