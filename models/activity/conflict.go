package activity

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/models/venue"
)

// Conflict (冲突) says what two activities at one time may not share.
type Conflict string

// What an activity holds from its start to its end: a venue has room for one, and a leader is at one place.
const (
	VenueConflict  Conflict = "venue"
	LeaderConflict Conflict = "leader"
)

// column is where an activity names what it holds.
func (c Conflict) column() string {
	if c == VenueConflict {
		return "venue_id"
	}
	return "leader_account_id"
}

// The refusals about what another activity holds at the time.
var (
	ErrVenueConflict  = models.DefineError(models.Conflict, "venue_conflict", "场地已被占用", "这个时间场地已有别的活动，请换时间或场地；确需同时使用的，请写明原因。")
	ErrLeaderConflict = models.DefineError(models.Conflict, "leader_conflict", "现场负责人另有活动", "这个时间现场负责人另有活动，请换时间或换人；确需兼顾的，请写明原因。")
)

// Override (特批) openly lets an activity share its venue or its on-site leader with others, for a reason that is kept.
type Override struct {
	Wanted bool
	Reason string
}

// faults asks for the reason of an override.
func (o *Override) faults() models.Faults {
	var faults models.Faults
	o.Reason = strings.TrimSpace(o.Reason)
	switch {
	case o.Wanted && o.Reason == "":
		faults.Add("override_reason", models.ErrReasonMissing.Code, models.ErrReasonMissing.Message)
	case len([]rune(o.Reason)) > longestReason:
		faults.Add("override_reason", "max_length", "原因最多 200 个字。")
	}
	return faults
}

// longestReason bounds what people write to explain themselves.
const longestReason = 200

// Overridden is a conflict that somebody has openly accepted.
type Overridden struct {
	ID         int64
	Kind       Conflict
	ActivityID int64
	OtherID    int64
	Reason     string
	AccountID  *int64
	CreatedAt  time.Time
}

// TableName names the table.
func (Overridden) TableName() string { return "conflict_overrides" }

// clash is another activity that holds the same at the same time.
type clash struct {
	Kind     Conflict `gorm:"-"`
	ID       int64
	Title    string
	StartsAt time.Time
	EndsAt   time.Time
	Name     string // of the venue or the leader
}

// refusal names the other activity, which is public.
func (c *clash) refusal(tx *models.Tx) *models.Error {
	from, to := Moment(c.StartsAt, tx.Now, tx.Zone), Moment(c.EndsAt, tx.Now, tx.Zone)
	refusal := ErrVenueConflict.Saying("场地“%s”在%s到%s已安排“%s”，请换时间或场地；确需同时使用的，请写明原因。", c.Name, from, to, c.Title)
	if c.Kind == LeaderConflict {
		refusal = ErrLeaderConflict.Saying("%s在%s到%s负责“%s”，请换时间或换人；确需兼顾的，请写明原因。", c.Name, from, to, c.Title)
	}
	return refusal
}

// holdBookings writes the rows of the venue and the on-site leader, so that no two units on any node can give one of them
// to two activities at a time. In the order of locks they come after the activity and before its shifts, the venue first.
func holdBookings(tx *models.Tx, of *Activity) error {
	if of.VenueID != nil {
		if err := tx.DB.Exec("UPDATE venues SET booking_version = booking_version + 1 WHERE id = ?", *of.VenueID).Error; err != nil {
			return err
		}
	}
	if of.LeaderAccountID != nil {
		return tx.DB.Exec("UPDATE accounts SET booking_version = booking_version + 1 WHERE id = ?", *of.LeaderAccountID).Error
	}
	return nil
}

// book fails with ErrVenueConflict or ErrLeaderConflict when a published activity holds the venue or the leader at the
// time, unless that has been accepted before or is accepted now. A draft holds nothing: it is checked, so that its
// author is told early, and again when it is published. The rows must be held.
func book(tx *models.Tx, of *Activity, override Override) error {
	var clashes []clash
	for _, kind := range []Conflict{VenueConflict, LeaderConflict} {
		found, err := clashesOf(tx, of, kind)
		if err != nil {
			return err
		}
		clashes = append(clashes, found...)
	}
	if len(clashes) == 0 {
		return nil
	}
	if !override.Wanted {
		obstacles := make([]*models.Error, len(clashes))
		for i := range clashes {
			obstacles[i] = clashes[i].refusal(tx)
		}
		obstacles[0] = obstacles[0].With("conflicts", conflictFacts(clashes))
		return models.Refusal(obstacles)
	}
	return accept(tx, of, clashes, override.Reason)
}

// conflictFacts names the other activities for a machine.
func conflictFacts(clashes []clash) []map[string]string {
	facts := make([]map[string]string, len(clashes))
	for i, c := range clashes {
		facts[i] = map[string]string{"kind": string(c.Kind), "activity_id": fmt.Sprint(c.ID), "title": c.Title}
	}
	return facts
}

func clashesOf(tx *models.Tx, of *Activity, kind Conflict) ([]clash, error) {
	holds, names := of.VenueID, "JOIN venues AS n ON n.id = a.venue_id"
	if kind == LeaderConflict {
		holds, names = of.LeaderAccountID, "JOIN accounts AS n ON n.id = a.leader_account_id"
	}
	if holds == nil {
		return nil, nil
	}
	var found []clash
	err := tx.DB.Table("activities AS a").Select("a.id, a.title, a.starts_at, a.ends_at, n.name").Joins(names).
		Where("a."+kind.column()+" = ? AND a.status = ? AND a.id <> ? AND a.ends_at > ? AND a.starts_at < ?", *holds, Published, of.ID, of.StartsAt, of.EndsAt).
		Where("NOT EXISTS (SELECT 1 FROM conflict_overrides AS o WHERE o.kind = ? AND (o.activity_id = ? AND o.other_id = a.id OR o.activity_id = a.id AND o.other_id = ?))",
			kind, of.ID, of.ID).
		Order("a.starts_at, a.id").Limit(20).Scan(&found).Error
	for i := range found {
		found[i].Kind = kind
	}
	return found, err
}

// accept keeps who has openly accepted which conflict, and why.
func accept(tx *models.Tx, of *Activity, clashes []clash, reason string) error {
	accepted := make([]Overridden, len(clashes))
	for i, c := range clashes {
		accepted[i] = Overridden{
			Kind: c.Kind, ActivityID: of.ID, OtherID: c.ID, Reason: reason, AccountID: models.Nullable(tx.Actor.AccountID), CreatedAt: tx.Now,
		}
		tx.Audit(models.AuditEntry{
			Action: "activity.override_conflict", Subject: "activity", SubjectID: of.ID, OrganizationID: of.StationID,
			After: map[string]any{"kind": c.Kind, "other_activity_id": c.ID, "reason": reason},
		})
	}
	return tx.DB.Create(&accepted).Error
}

// forget takes back what was accepted for a booking that is no more.
func forget(tx *models.Tx, of *Activity, kind Conflict) error {
	return tx.DB.Where("kind = ? AND (activity_id = ? OR other_id = ?)", kind, of.ID, of.ID).Delete(&Overridden{}).Error
}

// fillBooking takes over what is given; nil leaves it as it is.
func (a *Activity) fillBooking(venueID, leaderID *int64) {
	if venueID != nil {
		a.VenueID = models.Nullable(*venueID)
	}
	if leaderID != nil {
		a.LeaderAccountID = models.Nullable(*leaderID)
	}
}

// mayBook fails with ErrInvalid for a venue or an on-site leader that may not be chosen. What stays is not asked about:
// a venue may have closed since, and a leader may have left.
func mayBook(tx *models.Tx, before, after *Activity) error {
	if after.VenueID != nil && !same(before.VenueID, after.VenueID) {
		station, err := models.Find[organization.Organization](tx, after.StationID, organization.ErrNotFound)
		if err != nil {
			return err
		}
		if err := venue.MayHold(tx, *after.VenueID, station.Path); err != nil {
			return err
		}
	}
	if after.LeaderAccountID != nil && !same(before.LeaderAccountID, after.LeaderAccountID) {
		return team.MayLead(tx, "leader_account_id", *after.LeaderAccountID, &after.TeamID)
	}
	return nil
}

// rebook checks an activity whose booking has changed from what it was before, and forgets what was accepted for that.
func rebook(tx *models.Tx, before, after *Activity, override Override) error {
	moved := !before.StartsAt.Equal(after.StartsAt) || !before.EndsAt.Equal(after.EndsAt)
	otherVenue := moved || !same(before.VenueID, after.VenueID)
	otherLeader := moved || !same(before.LeaderAccountID, after.LeaderAccountID)
	if !otherVenue && !otherLeader {
		return nil
	}
	if err := mayBook(tx, before, after); err != nil {
		return err
	}
	if err := holdBookings(tx, after); err != nil {
		return err
	}
	if otherVenue {
		if err := forget(tx, after, VenueConflict); err != nil {
			return err
		}
	}
	if otherLeader {
		if err := forget(tx, after, LeaderConflict); err != nil {
			return err
		}
	}
	return book(tx, after, override)
}

func same(a, b *int64) bool { return a == b || a != nil && b != nil && *a == *b }

// OverriddenOf finds the accepted conflicts of the activities, by activity; each shows on both of its activities,
// on the other one as soon as the one that it was made for is public.
func OverriddenOf(tx *models.Tx, activityIDs ...int64) (map[int64][]NamedOverridden, error) {
	found := map[int64][]NamedOverridden{}
	wanted := append(slices.Clone(activityIDs), 0)
	named := func() *gorm.DB {
		return tx.DB.Table("conflict_overrides AS c").Select("c.*, a.title, o.title AS other_title").
			Joins("JOIN activities AS a ON a.id = c.activity_id").Joins("JOIN activities AS o ON o.id = c.other_id").Order("c.id")
	}
	var own, others []NamedOverridden
	if err := named().Where("c.activity_id IN (?)", wanted).Scan(&own).Error; err != nil {
		return nil, err
	}
	if err := named().Where("c.other_id IN (?) AND a.published_at IS NOT NULL", wanted).Scan(&others).Error; err != nil {
		return nil, err
	}
	for _, c := range own {
		found[c.ActivityID] = append(found[c.ActivityID], c)
	}
	for _, c := range others {
		found[c.OtherID] = append(found[c.OtherID], c)
	}
	return found, nil
}

// NamedOverridden is an accepted conflict with the titles of both activities.
type NamedOverridden struct {
	Overridden `gorm:"embedded"`
	Title      string
	OtherTitle string
}
