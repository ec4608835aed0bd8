package star

import (
	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/volunteer"
)

// Listed is an application with what follows from the ledger and its objections.
type Listed struct {
	Application      `gorm:"embedded"`
	VolunteerName    string
	SchemeVersion    int64
	Period           Period
	Minutes          int64 // as the ledger has them now
	OpenObjections   int64
	OrganizationName *string // where the volunteer lives, or was registered
}

// NoLongerSupported reports whether the star was granted for hours that have been taken back since.
func (l *Listed) NoLongerSupported(today models.Date) bool {
	return l.StatusAt(today, l.OpenObjections) == Granted && l.Minutes < l.Threshold
}

const openObjections = "(SELECT COUNT(*) FROM star_objections AS j WHERE j.application_id = a.id AND j.status = 'open')"

func listed(tx *models.Tx) *gorm.DB {
	return tx.DB.Table("star_applications AS a").
		Select("a.*, v.name AS volunteer_name, s.version AS scheme_version, s.period, o.name AS organization_name, " +
			hours.ConfirmedOf("a") + " AS minutes, " + openObjections + " AS open_objections").
		Joins("JOIN volunteers AS v ON v.id = a.volunteer_id").Joins("JOIN star_schemes AS s ON s.id = a.scheme_id").
		Joins("LEFT JOIN organizations AS o ON o.id = COALESCE(v.residence_id, v.organization_id)")
}

func find(tx *models.Tx, id int64) (*Listed, error) {
	var found Listed
	err := listed(tx).Where("a.id = ?", id).Take(&found).Error
	if models.IsMissing(err) {
		return nil, ErrNotFound
	}
	return &found, err
}

// ListOwn lists the actor's own applications, the newest first.
func ListOwn(tx *models.Tx, page models.Page) (models.Paged[Listed], error) {
	return fetch(listed(tx).Where("a.volunteer_id = ?", tx.Actor.VolunteerID), page, true)
}

// List lists the applications of the volunteers whose records the actor reads. It fails with ErrPermission.
func List(tx *models.Tx, status Status, page models.Page) (models.Paged[Listed], error) {
	if !tx.Actor.CanSomewhere(models.ReadRecords) {
		return models.Paged[Listed]{}, models.ErrPermission
	}
	query := listed(tx).Where("a.volunteer_id IN (?)", volunteer.InReach(tx, models.ReadRecords))
	return fetch(withStatus(tx, query, status), page, true)
}

// ListNotices lists what is under public notice today; everybody may see it, with the names masked.
func ListNotices(tx *models.Tx, page models.Page) (models.Paged[Listed], error) {
	return fetch(listed(tx).Where("a.status = ? AND a.notice_until >= ?", Approved, tx.Today()), page, false)
}

// withStatus is Application.StatusAt as a condition.
func withStatus(tx *models.Tx, query *gorm.DB, status Status) *gorm.DB {
	switch status {
	case "":
		return query
	case PublicNotice:
		return query.Where("a.status = ? AND (a.notice_until >= ? OR "+openObjections+" > 0)", Approved, tx.Today())
	case Granted:
		return query.Where("a.status = ? AND a.notice_until < ? AND "+openObjections+" = 0", Approved, tx.Today())
	}
	return query.Where("a.status = ?", status)
}

func fetch(query *gorm.DB, page models.Page, newest bool) (models.Paged[Listed], error) {
	return models.Fetch(query, page, models.Order[Listed]{IDColumn: "a.id", ID: func(l *Listed) int64 { return l.ID }, Descending: newest})
}

func namedObjections(tx *models.Tx) *gorm.DB {
	return tx.DB.Table("star_objections AS j").Select("j.*, c.name AS author_name").Joins("JOIN accounts AS c ON c.id = j.account_id")
}

// ObjectionsTo finds what was said against applications, by application; who may see that is decided before.
func ObjectionsTo(tx *models.Tx, applicationIDs []int64) (map[int64][]NamedObjection, error) {
	var rows []NamedObjection
	err := namedObjections(tx).Where("j.application_id IN (?)", append([]int64{0}, applicationIDs...)).Order("j.id").Find(&rows).Error
	said := map[int64][]NamedObjection{}
	for _, row := range rows {
		said[row.ApplicationID] = append(said[row.ApplicationID], row)
	}
	return said, err
}

func findObjection(tx *models.Tx, id int64) (*NamedObjection, error) {
	var found NamedObjection
	err := namedObjections(tx).Where("j.id = ?", id).Take(&found).Error
	return &found, err
}

func findObjectionAfter(tx *models.Tx, id int64, err error) (*NamedObjection, error) {
	if err != nil {
		return nil, err
	}
	return findObjection(tx, id)
}

func countOpen(tx *models.Tx, applicationID int64) (open int64, err error) {
	err = tx.DB.Model(&Objection{}).Where("application_id = ? AND status = ?", applicationID, Open).Count(&open).Error
	return open, err
}

// Standing (星级进度) is where a volunteer stands by the ledger and the scheme of today.
type Standing struct {
	Scheme  *Scheme
	Window  Window
	Minutes int64
	Level   int64   // reached by hours; a star is granted on application only
	Granted *Listed // the highest that is held for these days
	Pending *Listed
}

// Next is the next star with its minutes; 0 when the highest is reached.
func (s *Standing) Next() (level, minutes int64) {
	if s.Level == int64(len(s.Scheme.Thresholds)) {
		return 0, 0
	}
	return s.Level + 1, s.Scheme.Thresholds[s.Level]
}

// OwnStanding sums up where the actor stands.
func OwnStanding(tx *models.Tx) (*Standing, error) {
	scheme, err := Current(tx)
	if err != nil {
		return nil, err
	}
	own := &Standing{Scheme: scheme, Window: scheme.window(tx.Today())}
	if own.Minutes, err = hours.ConfirmedWithin(tx, tx.Actor.VolunteerID, own.Window.From, own.Window.To); err != nil {
		return nil, err
	}
	own.Level = scheme.level(own.Minutes)
	var made []Listed
	err = listed(tx).Where("a.volunteer_id = ? AND a.status IN (?)", tx.Actor.VolunteerID, []Status{Applied, Approved}).Order("a.id").Find(&made).Error
	for i := range made {
		switch status := made[i].StatusAt(tx.Today(), made[i].OpenObjections); {
		case status != Granted:
			own.Pending = &made[i]
		case made[i].Period == scheme.Period && made[i].window().overlaps(own.Window) && (own.Granted == nil || own.Granted.Level < made[i].Level):
			own.Granted = &made[i]
		}
	}
	return own, err
}
