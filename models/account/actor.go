package account

import (
	"time"

	"practicestation/models"
)

// The refusals of a request whose token is good but whose session is not.
var (
	ErrSessionRevoked = models.DefineError(models.Unauthenticated, "session_revoked", "登录已失效", "登录已失效，请重新登录。")
	ErrSuspended      = models.DefineError(models.Unauthenticated, "account_suspended", "账号已停用", "账号已停用，请联系管理员。")
)

// LoadActor says who is behind a session right now: roles and states come from the database for each request, so that a
// revocation acts at once, on every instance. It fails with ErrSessionRevoked, ErrSuspended or models.ErrAccountClosed.
func LoadActor(tx *models.Tx, sessionID int64) (models.Actor, error) {
	var who struct {
		AccountID   int64
		Name        string
		Status      Status
		VolunteerID *int64
		ExpiresAt   time.Time
		RevokedAt   *time.Time
	}
	found := tx.DB.Table("sessions AS s").Select("s.account_id, a.name, a.status, v.id AS volunteer_id, s.expires_at, s.revoked_at").
		Joins("JOIN accounts AS a ON a.id = s.account_id").Joins("LEFT JOIN volunteers AS v ON v.account_id = a.id").
		Where("s.id = ?", sessionID).Scan(&who)
	switch {
	case found.Error != nil:
		return models.Actor{}, found.Error
	case found.RowsAffected > 0 && who.Status == Suspended:
		return models.Actor{}, ErrSuspended
	case found.RowsAffected > 0 && who.Status == Closed:
		return models.Actor{}, models.ErrAccountClosed
	case found.RowsAffected == 0, who.RevokedAt != nil, !tx.Now.Before(who.ExpiresAt):
		return models.Actor{}, ErrSessionRevoked
	}
	return authorize(tx, models.Actor{AccountID: who.AccountID, SessionID: sessionID, VolunteerID: deref(who.VolunteerID), Name: who.Name})
}

// ActorOf says what an account may do right now, for work that is done in its name without a session.
// It fails with ErrNotFound, or with ErrSuspended for one that is suspended or closed.
func ActorOf(tx *models.Tx, accountID int64) (models.Actor, error) {
	own, err := models.Find[Account](tx, accountID, ErrNotFound)
	if err != nil {
		return models.Actor{}, err
	}
	if own.Status != Active {
		return models.Actor{}, ErrSuspended
	}
	actor := models.Actor{AccountID: own.ID, Name: own.Name}
	err = tx.DB.Table("volunteers").Select("COALESCE(MAX(id), 0)").Where("account_id = ?", accountID).Scan(&actor.VolunteerID).Error
	if err != nil {
		return models.Actor{}, err
	}
	return authorize(tx, actor)
}

// authorize adds the roles in force and the teams led to an actor.
func authorize(tx *models.Tx, actor models.Actor) (models.Actor, error) {
	grants, err := liveGrants(tx, actor.AccountID)
	if err != nil {
		return models.Actor{}, err
	}
	for _, grant := range grants {
		actor.Scopes = append(actor.Scopes, models.Scope{Role: grant.Role, OrganizationID: grant.OrganizationID, Path: grant.Path})
	}
	err = tx.DB.Table("leaderships AS l").Joins("JOIN teams AS t ON t.id = l.team_id AND t.status = 'active'").
		Where("l.account_id = ? AND l.starts_at <= ? AND (l.ends_at IS NULL OR l.ends_at > ?)", actor.AccountID, tx.Now, tx.Now).
		Pluck("l.team_id", &actor.LedTeams).Error
	return actor, err
}
