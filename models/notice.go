package models

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
)

// NoticeKind says what a notice is about, for a machine.
type NoticeKind string

// Notice (通知) is what a unit tells one person: a volunteer, also one without an account, or somebody by account. A notice
// is written with the change that it speaks of, so nobody is told of what did not happen.
type Notice struct {
	ID          int64
	AccountID   *int64
	VolunteerID *int64
	Kind        NoticeKind
	Title       string // at most 20 characters
	Text        string // whole sentences: what happened and what to do, at most 1000 characters
	ActivityID  *int64
	ShiftID     *int64
	SignUpID    *int64
	CreatedAt   time.Time
	ReadAt      *time.Time
	Named       map[int64]string `gorm:"-"` // the volunteers whom the text names, by their ids
}

// TextFor is the text as a volunteer reads it to whom it is not addressed: of the volunteers whom it names, others are masked.
func (n *Notice) TextFor(readerID int64) string {
	ids := slices.SortedFunc(maps.Keys(n.Named), func(a, b int64) int { return cmp.Compare(len(n.Named[b]), len(n.Named[a])) })
	var names []string // the longest first: 张三丰 before 张三
	for _, id := range ids {
		if n.Named[id] == "" {
			continue
		}
		shown := n.Named[id]
		if id != readerID {
			shown = MaskName(shown)
		}
		names = append(names, n.Named[id], shown)
	}
	return strings.NewReplacer(names...).Replace(n.Text)
}

// Tell notes what one person is to be told; the notices of a unit are written together at its end, in its transaction.
func (tx *Tx) Tell(notice Notice) {
	notice.CreatedAt = tx.Now
	tx.notices = append(tx.notices, notice)
}

// Told lists what the unit tells whom so far, in the order of the telling.
func (tx *Tx) Told() []Notice { return tx.notices }

func (tx *Tx) flushNotices() error {
	for batch := range slices.Chunk(tx.notices, 200) {
		reachable, err := tx.reachable(batch)
		if err != nil {
			return err
		}
		if len(reachable) == 0 {
			continue
		}
		if err := tx.DB.Create(reachable).Error; err != nil {
			return err
		}
	}
	return nil
}

// reachable leaves out what nobody can read any more: who has closed the account is told nothing, whatever comes of the past.
func (tx *Tx) reachable(notices []Notice) ([]Notice, error) {
	accounts, volunteers := []int64{0}, []int64{0}
	for _, notice := range notices {
		if notice.AccountID != nil {
			accounts = append(accounts, *notice.AccountID)
		}
		if notice.VolunteerID != nil {
			volunteers = append(volunteers, *notice.VolunteerID)
		}
	}
	var goneAccounts, goneVolunteers []int64
	if err := tx.DB.Table("accounts").Where("id IN (?) AND status = 'closed'", accounts).Pluck("id", &goneAccounts).Error; err != nil {
		return nil, err
	}
	if err := tx.DB.Table("volunteers").Where("id IN (?) AND closed_at IS NOT NULL", volunteers).Pluck("id", &goneVolunteers).Error; err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(notices), func(n Notice) bool {
		return n.AccountID != nil && slices.Contains(goneAccounts, *n.AccountID) ||
			n.VolunteerID != nil && slices.Contains(goneVolunteers, *n.VolunteerID)
	}), nil
}

// ForgetPerson drops what an account and its volunteer have been told, and the answers that are kept for requests sent twice.
func ForgetPerson(tx *Tx, accountID, volunteerID int64) error {
	told := tx.DB.Where("account_id = ?", accountID).Or("volunteer_id = ? AND volunteer_id <> 0", volunteerID)
	if err := tx.DB.Where(told).Delete(&Notice{}).Error; err != nil {
		return err
	}
	return tx.DB.Exec("DELETE FROM idempotency_keys WHERE account_id = ?", accountID).Error
}

// ListNotices lists what the actor has been told, newest first.
func ListNotices(tx *Tx, unread bool, page Page) (Paged[Notice], error) {
	query := toldActor(tx)
	if unread {
		query = query.Where("read_at IS NULL")
	}
	return Fetch(query, page, Order[Notice]{IDColumn: "id", ID: func(n *Notice) int64 { return n.ID }, Descending: true})
}

// ReadNotices marks what the actor has been told as read, up to the notice with this id, and counts what is left to read.
func ReadNotices(tx *Tx, last int64) (unread int64, err error) {
	if err := toldActor(tx).Where("id <= ? AND read_at IS NULL", last).Updates(map[string]any{"read_at": tx.Now}).Error; err != nil {
		return 0, err
	}
	err = toldActor(tx).Where("read_at IS NULL").Count(&unread).Error
	return unread, err
}

// toldActor finds what the actor has been told, by account or as a volunteer.
func toldActor(tx *Tx) *gorm.DB {
	return tx.DB.Model(&Notice{}).Where(tx.DB.Where("account_id = ?", tx.Actor.AccountID).
		Or("volunteer_id = ? AND volunteer_id <> 0", tx.Actor.VolunteerID))
}
