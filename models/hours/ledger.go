package hours

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"practicestation/models"
)

// Kind (时长性质) says how hours came about: credit was attended and recorded, honor was written down afterwards on evidence
// and is shown apart.
type Kind string

// The kinds.
const (
	CreditKind Kind = "credit"
	HonorKind  Kind = "honor"
)

// Movement (增减) says whether a row of the ledger adds hours or takes them back.
type Movement string

// The movements.
const (
	Add     Movement = "add"
	Reverse Movement = "reverse"
)

// Posting (台账行) is one row of the ledger: never changed and never removed. The rows of a station form a chain, for each
// holds the hash of the one before it.
type Posting struct {
	ID           int64
	StationID    int64
	Sequence     int64 // 1, 2, 3 … within the station
	Kind         Kind
	Movement     Movement
	SubjectID    int64 // the entry of a credit, the retro-entry of an honor
	VolunteerID  int64
	ActivityID   int64
	ShiftID      *int64
	TeamID       int64 // the one host team that the hours belong to
	Minutes      int64 // negative for a reversal
	ServedOn     models.Date
	Reverses     *int64 // the sequence of the row that is taken back
	Reason       *string
	RequestedBy  *int64 // who asked for it, where a second person decided
	DecidedBy    *int64
	CreatedAt    time.Time
	PreviousHash string
	Hash         string
}

// TableName names the table.
func (Posting) TableName() string { return "ledger" }

// Head (台账末行) is where the chain of a station ends. The unit that writes rows moves it with a guarded update, so two
// instances cannot both write the next one.
type Head struct {
	StationID      int64 `gorm:"primaryKey;autoIncrement:false"`
	Sequence       int64
	Hash           string
	RolledSequence int64 // up to which row the rollups hold; that of the end, unless the chain is older than they are
}

// TableName names the table.
func (Head) TableName() string { return "ledger_heads" }

// contentHash is the hash of the row and of all before it. The recipe is part of the product: see ADR 0020.
func (p *Posting) contentHash() (string, error) {
	return models.ChainHash("ledger.v1", p.PreviousHash, p.StationID, p.Sequence, p.Kind, p.Movement, p.SubjectID, p.VolunteerID, p.ActivityID,
		p.ShiftID, p.TeamID, p.Minutes, p.ServedOn, p.Reverses, p.Reason, p.RequestedBy, p.DecidedBy, p.CreatedAt)
}

// postingOf is what a confirmed entry adds.
func postingOf(tx *models.Tx, e *Entry) Posting {
	return Posting{
		StationID: e.StationID, Kind: CreditKind, Movement: Add, SubjectID: e.ID, VolunteerID: e.VolunteerID, ActivityID: e.ActivityID,
		ShiftID: &e.ShiftID, TeamID: e.TeamID, Minutes: e.Minutes, ServedOn: e.ServedOn, DecidedBy: models.Nullable(tx.Actor.AccountID), CreatedAt: tx.Now,
	}
}

// additionOf is the row by which a record counts, or nil.
func additionOf(tx *models.Tx, kind Kind, subject int64) (*Posting, error) {
	var rows []Posting
	err := tx.DB.Where("kind = ? AND subject_id = ? AND movement = ?", kind, subject, Add).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// reversed is the row that takes this one back.
func (p *Posting) reversed(tx *models.Tx) *Posting {
	back := *p
	back.ID, back.Movement, back.Minutes, back.Reverses = 0, Reverse, -p.Minutes, &p.Sequence
	back.DecidedBy, back.CreatedAt = models.Nullable(tx.Actor.AccountID), tx.Now
	return &back
}

// post appends rows to the chains of their stations, in the order given, and adds them to the rollups. The caller holds what the
// rows are about already: heads are taken last, one station after the other, so that units cannot wait for each other in a circle.
func post(tx *models.Tx, postings []Posting) error {
	ofStation := map[int64][]Posting{}
	for _, posting := range postings {
		ofStation[posting.StationID] = append(ofStation[posting.StationID], posting)
	}
	// All heads before any row: what a first head finds to forget must not be of this unit.
	heads := make([]*Head, 0, len(ofStation))
	for _, station := range slices.Sorted(maps.Keys(ofStation)) {
		head, err := headOf(tx, station)
		if err != nil {
			return err
		}
		heads = append(heads, head)
	}
	for _, head := range heads {
		if err := head.extend(tx, ofStation[head.StationID]); err != nil {
			return err
		}
	}
	return rollUp(tx, postings)
}

// extend writes rows behind the end of one chain and moves the head.
func (h *Head) extend(tx *models.Tx, postings []Posting) (err error) {
	end := *h
	for i := range postings {
		row := &postings[i]
		row.Sequence, row.PreviousHash = end.Sequence+1, end.Hash
		if row.Hash, err = row.contentHash(); err != nil {
			return err
		}
		end.Sequence, end.Hash = row.Sequence, row.Hash
	}
	if h.RolledSequence == h.Sequence {
		end.RolledSequence = end.Sequence
	}
	moved := tx.DB.Model(&Head{}).Where("station_id = ? AND sequence = ?", h.StationID, h.Sequence).
		Updates(map[string]any{"sequence": end.Sequence, "hash": end.Hash, "rolled_sequence": end.RolledSequence})
	if moved.Error != nil {
		return moved.Error
	}
	if moved.RowsAffected == 0 {
		return tx.Retry() // another unit has written the next row
	}
	err = tx.DB.CreateInBatches(postings, 200).Error
	if models.IsDuplicate(err) {
		return tx.Retry() // the same decision, twice at once
	}
	return err
}

// headOf locks the end of a station's chain; the first one begins it.
func headOf(tx *models.Tx, station int64) (*Head, error) {
	var heads []Head
	if err := tx.Locking().Where("station_id = ?", station).Find(&heads).Error; err != nil {
		return nil, err
	}
	if len(heads) == 1 {
		return &heads[0], nil
	}
	fresh := &Head{StationID: station, Hash: models.Genesis()}
	begun := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(fresh)
	if begun.Error != nil {
		return nil, begun.Error
	}
	var head Head
	err := tx.Locking().Where("station_id = ?", station).Take(&head).Error
	if err == nil && begun.RowsAffected == 1 {
		err = clearRollups(tx, station) // what they say is of no ledger
	}
	return &head, err
}

// Totals (总时长) are sums over the ledger, in minutes.
type Totals struct {
	Credit int64
	Honor  int64
}

// totalsOf adds up the ledger of one volunteer.
func totalsOf(tx *models.Tx, volunteerID int64) (Totals, error) {
	var rows []struct {
		Kind    Kind
		Minutes int64
	}
	err := tx.DB.Model(&Posting{}).Select("kind, SUM(minutes) AS minutes").Where("volunteer_id = ?", volunteerID).Group("kind").Scan(&rows).Error
	var totals Totals
	for _, row := range rows {
		switch row.Kind {
		case CreditKind:
			totals.Credit = row.Minutes
		case HonorKind:
			totals.Honor = row.Minutes
		}
	}
	return totals, err
}

// adoptPage is how many entries one unit of an adoption takes in.
const adoptPage = 200

// Adopt takes entries that were confirmed before there was a ledger into it, some at a time, and counts them; 0 says that none
// is left. An entry of which the audit could tell has its row already: one without was confirmed by nobody.
func Adopt(tx *models.Tx) (int64, error) {
	var entries []Entry
	last, err := models.LastEarly(tx, "entries")
	if err != nil {
		return 0, err
	}
	err = tx.DB.Table("entries AS e").Select("e.*").
		Joins("LEFT JOIN ledger AS l ON l.kind = ? AND l.subject_id = e.id AND l.movement = ?", CreditKind, Add).
		Where("e.status = ? AND l.id IS NULL AND e.id <= ?", Confirmed, last).Order("e.id").Limit(adoptPage).Scan(&entries).Error
	if err != nil || len(entries) == 0 {
		return 0, err
	}
	slices.SortStableFunc(entries, func(a, b Entry) int { return cmp.Compare(a.StationID, b.StationID) })
	taken := make([]Posting, len(entries))
	for i := range entries {
		taken[i] = adoptionOf(tx, &entries[i])
	}
	return int64(len(taken)), post(tx, taken)
}

// adoptionOf is what an entry adds that was confirmed before there was a ledger, by whoever confirmed it then.
func adoptionOf(tx *models.Tx, entry *Entry) Posting {
	reason, taken := "启用台账前已确认", postingOf(tx, entry)
	taken.DecidedBy, taken.Reason = entry.DecidedBy, &reason
	return taken
}
