package feed

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

// Scope says whose shifts a feed holds.
type Scope string

// The scopes of a feed: the owner's own sign-ups, or what a station or a team offers to everybody.
const (
	Volunteer Scope = "volunteer"
	Station   Scope = "station"
	Team      Scope = "team"
)

// Feed (日历订阅) is one secret address under which a calendar program reads shifts; only the SHA-256 of the secret is kept.
type Feed struct {
	ID         int64
	AccountID  int64
	Scope      Scope
	StationID  *int64
	TeamID     *int64
	SecretHash string
	CreatedAt  time.Time
	RevokedAt  *time.Time
}

// maxFeeds bounds the feeds in use of one account: more phones and desktops than anybody has.
const maxFeeds = 20

// The refusals about feeds.
var (
	ErrNotFound = models.DefineError(models.NotFound, "feed_not_found", "日历订阅不存在", "没有找到这个日历订阅，它可能已经停用，请重新取得订阅地址。")
	ErrTooMany  = models.DefineError(models.Conflict, "feeds_too_many", "日历订阅太多", "一个账号最多有 20 个在用的日历订阅，请先停用不用的。")
)

// Input says what a new feed is to hold; the id that its scope has no use for stays 0.
type Input struct {
	Scope     Scope
	StationID int64
	TeamID    int64
}

// Create makes a feed of the actor's and gives its secret, which nobody can read again.
// It fails with ErrInvalid, volunteer.ErrProfileMissing or ErrTooMany.
func Create(tx *models.Tx, in Input) (*Listed, string, error) {
	created := &Feed{AccountID: tx.Actor.AccountID, Scope: in.Scope, CreatedAt: tx.Now}
	name, err := created.aim(tx, in)
	if err != nil {
		return nil, "", err
	}
	var used int64
	if err := tx.DB.Model(&Feed{}).Where("account_id = ? AND revoked_at IS NULL", tx.Actor.AccountID).Count(&used).Error; err != nil {
		return nil, "", err
	}
	if used >= maxFeeds {
		return nil, "", ErrTooMany
	}
	secret := rand.Text()
	created.SecretHash = digest(secret)
	if err := tx.DB.Create(created).Error; err != nil {
		return nil, "", err
	}
	tx.Audit(models.AuditEntry{Action: "feed.create", Subject: "feed", SubjectID: created.ID, After: map[string]any{
		"scope": in.Scope, "station_id": created.StationID, "team_id": created.TeamID,
	}})
	return &Listed{Feed: *created, Name: name}, secret, nil
}

// aim points the feed at what its scope is about, and gives the name of that. It fails with ErrInvalid for an id that is
// not there or that the scope has no use for, and with volunteer.ErrProfileMissing.
func (f *Feed) aim(tx *models.Tx, in Input) (string, error) {
	if in.StationID != 0 && f.Scope != Station {
		return "", unused("station_id")
	}
	if in.TeamID != 0 && f.Scope != Team {
		return "", unused("team_id")
	}
	switch f.Scope {
	case Station:
		f.StationID = &in.StationID
		station, err := models.Find[organization.Organization](tx, in.StationID, models.Unknown("station_id"))
		switch {
		case err != nil:
			return "", err
		case station.Level != organization.Station:
			return "", models.Unknown("station_id")
		}
		return station.Name, nil
	case Team:
		f.TeamID = &in.TeamID
		host, err := models.Find[team.Team](tx, in.TeamID, models.Unknown("team_id"))
		if err != nil {
			return "", err
		}
		return host.Name, nil
	}
	if tx.Actor.VolunteerID == 0 {
		return "", volunteer.ErrProfileMissing
	}
	return ownName, nil
}

func unused(field string) error {
	return models.ErrInvalid.WithFields(models.FieldError{Field: field, Code: "scope", Message: "这种范围的订阅不需要这一项，请去掉。"})
}

// ownName is what a feed of one's own sign-ups is called.
const ownName = "我的志愿服务"

// digest is what is kept of a secret. It is as long as it is random, so that one round of a fast hash is enough.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Listed is a feed with the name of what it holds.
type Listed struct {
	Feed `gorm:"embedded"`
	Name string
}

// List lists the actor's feeds, the newest first.
func List(tx *models.Tx, page models.Page) (models.Paged[Listed], error) {
	query := tx.DB.Table("feeds AS f").Select("f.*, COALESCE(o.name, t.name, ?) AS name", ownName).
		Joins("LEFT JOIN organizations AS o ON o.id = f.station_id").Joins("LEFT JOIN teams AS t ON t.id = f.team_id").
		Where("f.account_id = ?", tx.Actor.AccountID)
	return models.Fetch(query, page, models.Order[Listed]{IDColumn: "f.id", ID: func(f *Listed) int64 { return f.ID }, Descending: true})
}

// Revoke ends one of the actor's feeds at once; one that has ended stays as it is. It fails with ErrNotFound.
func Revoke(tx *models.Tx, id int64) (*Listed, error) {
	own, err := models.FindLocked[Feed](tx, id, ErrNotFound)
	if err != nil {
		return nil, err
	}
	if own.AccountID != tx.Actor.AccountID {
		return nil, ErrNotFound
	}
	if own.RevokedAt == nil {
		if err := tx.DB.Model(&Feed{}).Where("id = ? AND revoked_at IS NULL", id).Update("revoked_at", tx.Now).Error; err != nil {
			return nil, err
		}
		tx.Audit(models.AuditEntry{Action: "feed.revoke", Subject: "feed", SubjectID: id})
	}
	var revoked Listed
	err = tx.DB.Table("feeds AS f").Select("f.*, COALESCE(o.name, t.name, ?) AS name", ownName).
		Joins("LEFT JOIN organizations AS o ON o.id = f.station_id").Joins("LEFT JOIN teams AS t ON t.id = f.team_id").
		Where("f.id = ?", id).Take(&revoked).Error
	return &revoked, err
}

// Open reads the calendar behind a secret. It fails with ErrNotFound for a secret that is unknown or revoked, or whose
// owner has been suspended.
func Open(tx *models.Tx, secret string) (*Calendar, error) {
	var found Feed
	err := tx.DB.Where("secret_hash = ? AND revoked_at IS NULL", digest(secret)).Take(&found).Error
	if models.IsMissing(err) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	owner, err := account.ActorOf(tx, found.AccountID)
	if errors.Is(err, account.ErrSuspended) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	switch found.Scope {
	case Station:
		return public(tx, "station_id", *found.StationID)
	case Team:
		return public(tx, "team_id", *found.TeamID)
	}
	return own(tx, owner.VolunteerID)
}
