// Package account holds who may sign in (账号), with what password, in which sessions, and with which roles where.
package account

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/organization"
)

// Status (账号状态) says whether an account may sign in.
type Status string

// The states of an account.
const (
	Active    Status = "active"
	Suspended Status = "suspended"
	Closed    Status = "closed" // by its holder, for good
)

// Account is who signs in, by phone and password or by WeChat.
type Account struct {
	ID             int64
	Name           string
	Phone          *string
	PasswordHash   *string
	WechatOpenID   *string `gorm:"column:wechat_open_id"`
	OrganizationID *int64  // where staff made the account; nil for those who came by WeChat
	Status         Status
	FailedLogIns   int64      `gorm:"column:failed_log_ins"`
	LockedUntil    *time.Time // no log-in by password before
	BookingVersion int64      // moves with every activity that takes the person as its on-site leader
	Version        int64
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// The refusals about accounts.
var (
	ErrNotFound      = models.DefineError(models.NotFound, "account_not_found", "账号不存在", "没有找到这个账号。")
	ErrPhoneTaken    = models.DefineError(models.Conflict, "phone_taken", "手机号已注册", "这个手机号已有账号，请直接使用或换一个号码。")
	ErrSelf          = models.DefineError(models.Conflict, "own_account", "不能停用自己", "不能停用自己的账号，请由另一位管理员操作。")
	ErrLastAdmin     = models.DefineError(models.Conflict, "last_administrator", "最后一名管理员", "这是中心最后一名管理员，请先授权另一人再操作。")
	ErrAlreadyStatus = models.DefineError(models.Conflict, "account_status_unchanged", "账号已是该状态", "账号已经处于这个状态，不需要再操作。")
)

// Input is what staff give for a new account.
type Input struct {
	Name           string
	Phone          string
	PasswordHash   string // made by Passwords before the unit, because it takes a while
	OrganizationID int64  // 0: the organization of the one who makes it
}

var phonePattern = regexp.MustCompile(`^1[3-9][0-9]{9}$`)

func (in *Input) faults() models.Faults {
	var faults models.Faults
	name, ok := models.CleanName(in.Name)
	if !ok || len([]rune(name)) > 50 {
		faults.Add("name", "invalid_name", "姓名要有 1 到 50 个字，不能含看不见的字符。")
	}
	in.Name = name
	if !phonePattern.MatchString(in.Phone) {
		faults.Add("phone", "pattern", "手机号是 1 开头的 11 位数字。")
	}
	return faults
}

// CheckNew refuses what needs no password hash to be refused, because a hash takes a while.
// It fails with ErrPermission, ErrInvalid or ErrWeakPassword.
func CheckNew(tx *models.Tx, in Input, password string) error {
	if len(tx.Actor.Paths(models.ManageAccounts)) == 0 {
		return models.ErrPermission
	}
	if err := in.faults().Err(); err != nil {
		return err
	}
	return CheckPassword(password, in.Phone)
}

// Create makes an account for a colleague. It fails with ErrPermission, ErrInvalid or ErrPhoneTaken.
func Create(tx *models.Tx, in Input) (*Account, error) {
	paths := tx.Actor.Paths(models.ManageAccounts)
	if len(paths) == 0 {
		return nil, models.ErrPermission
	}
	if err := in.faults().Err(); err != nil {
		return nil, err
	}
	if in.OrganizationID == 0 {
		in.OrganizationID = firstScope(tx.Actor)
	}
	home, err := models.Find[organization.Organization](tx, in.OrganizationID, models.Unknown("organization_id"))
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ManageAccounts, home.Path) {
		return nil, models.ErrPermission
	}
	return insert(tx, &Account{Name: in.Name, Phone: &in.Phone, PasswordHash: &in.PasswordHash, OrganizationID: &home.ID})
}

// firstScope is the highest organization on which the actor manages accounts.
func firstScope(actor models.Actor) int64 {
	var id int64
	shortest := ""
	for _, scope := range actor.Scopes {
		if scope.Role.Allows(models.ManageAccounts) && (shortest == "" || len(scope.Path) < len(shortest)) {
			id, shortest = scope.OrganizationID, scope.Path
		}
	}
	return id
}

func insert(tx *models.Tx, account *Account) (*Account, error) {
	account.Status, account.Version, account.CreatedAt, account.UpdatedAt = Active, 1, tx.Now, tx.Now
	err := tx.DB.Create(account).Error
	if models.IsDuplicate(err) {
		return nil, ErrPhoneTaken
	}
	if err == nil && account.Phone != nil {
		err = KeepPhone(tx, KnownPhone{AccountID: &account.ID, Phone: *account.Phone})
	}
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "account.create", Subject: "account", SubjectID: account.ID, OrganizationID: deref(account.OrganizationID),
		After: map[string]any{"name": account.Name, "phone": maskedPhone(account), "wechat": account.WechatOpenID != nil},
	})
	return account, nil
}

func maskedPhone(account *Account) any {
	if account.Phone == nil {
		return nil
	}
	return models.MaskPhone(*account.Phone)
}

// Own finds the actor's own account. It fails with ErrNotFound.
func Own(tx *models.Tx) (*Account, error) {
	return models.Find[Account](tx, tx.Actor.AccountID, ErrNotFound)
}

// Rename changes the actor's own name. It fails with ErrInvalid or ErrVersionConflict.
func Rename(tx *models.Tx, version int64, name string) (*Account, error) {
	own, err := models.FindLocked[Account](tx, tx.Actor.AccountID, ErrNotFound)
	if err != nil {
		return nil, err
	}
	cleaned, ok := models.CleanName(name)
	if !ok || len([]rune(cleaned)) > 50 {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "name", Code: "invalid_name", Message: "姓名要有 1 到 50 个字，不能含看不见的字符。"})
	}
	if err := tx.UpdateVersion(own, own.ID, version, map[string]any{"name": cleaned}); err != nil {
		return nil, models.ConflictAt(err, own.Version)
	}
	tx.Audit(models.AuditEntry{
		Action: "account.rename", Subject: "account", SubjectID: own.ID, OrganizationID: deref(own.OrganizationID),
		Before: map[string]any{"name": own.Name}, After: map[string]any{"name": cleaned},
	})
	return models.Find[Account](tx, own.ID, ErrNotFound)
}

// visible limits a query on accounts to those that the actor may see: the own one, those made or holding a role below
// an organization where the actor reads accounts, and all of them for the center.
func visible(tx *models.Tx) *gorm.DB {
	query := tx.DB.Model(&Account{})
	paths := tx.Actor.Paths(models.ReadAccounts)
	if slices.ContainsFunc(paths, func(path string) bool { return strings.Count(path, "/") == 2 }) {
		return query
	}
	scoped := models.Within(tx.DB.Table("organizations").Select("id"), "path", paths)
	holders := tx.DB.Table("role_grants").Select("account_id").Where("revoked_at IS NULL AND (ends_at IS NULL OR ends_at > ?) AND organization_id IN (?)", tx.Now, scoped)
	return query.Where("(accounts.id = ? OR accounts.organization_id IN (?) OR accounts.id IN (?))", tx.Actor.AccountID, scoped, holders)
}

// Find finds an account that the actor may see. It fails with ErrNotFound.
func Find(tx *models.Tx, id int64) (*Account, error) {
	var found Account
	err := visible(tx).Where("accounts.id = ?", id).Take(&found).Error
	if models.IsMissing(err) {
		return nil, ErrNotFound
	}
	return &found, err
}

// Filter narrows the list of accounts.
type Filter struct {
	Phone          string
	OrganizationID int64
	Status         Status
}

// List lists the accounts that the actor may see. It fails with ErrPermission for who reads none.
func List(tx *models.Tx, filter Filter, page models.Page) (models.Paged[Account], error) {
	if !tx.Actor.CanSomewhere(models.ReadAccounts) {
		return models.Paged[Account]{}, models.ErrPermission
	}
	query := visible(tx)
	if filter.Phone != "" {
		query = query.Where("accounts.phone = ?", filter.Phone)
	}
	if filter.OrganizationID != 0 {
		query = query.Where("accounts.organization_id = ?", filter.OrganizationID)
	}
	if filter.Status != "" {
		query = query.Where("accounts.status = ?", filter.Status)
	}
	return models.Fetch(query, page, models.Order[Account]{IDColumn: "accounts.id", ID: func(a *Account) int64 { return a.ID }})
}

func deref(id *int64) int64 {
	if id == nil {
		return 0
	}
	return *id
}

// Names gives the names of the accounts with these ids.
func Names(tx *models.Tx, ids []int64) (map[int64]string, error) {
	var rows []Account
	err := tx.DB.Select("id, name").Where("id IN (?)", append(slices.Clone(ids), 0)).Find(&rows).Error
	names := make(map[int64]string, len(rows))
	for _, row := range rows {
		names[row.ID] = row.Name
	}
	return names, err
}
