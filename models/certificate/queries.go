package certificate

import (
	"regexp"
	"strings"

	"gorm.io/gorm"

	"practicestation/models"
)

// superseded asks whether a certificate's records still count as they did, and whether the volunteer still has the name on it:
// the same hours must not be proved under two names at once. To close an account is no renaming: the last name is then the one on
// the certificate that the profile points to.
const superseded = `EXISTS (SELECT 1 FROM certificate_records AS r JOIN entries AS e ON e.id = r.entry_id
	WHERE r.certificate_id = c.id AND (e.status <> 'confirmed' OR e.minutes <> r.minutes)) AS hours_changed,
	EXISTS (SELECT 1 FROM volunteers AS v LEFT JOIN certificates AS n ON n.id = v.certified_name_id
		WHERE v.id = c.volunteer_id AND COALESCE(n.volunteer_name, v.name) <> c.volunteer_name) AS renamed,
	EXISTS (SELECT 1 FROM volunteers AS v WHERE v.id = c.volunteer_id AND v.closed_at IS NOT NULL) AS closed`

func shown(tx *models.Tx) *gorm.DB {
	return tx.DB.Table("certificates AS c").Select("c.*, " + superseded)
}

// Filter narrows a list of certificates.
type Filter struct {
	StationID   int64
	VolunteerID int64
}

// List lists the certificates of the stations where the actor reads hours, newest first. It fails with ErrPermission.
func List(tx *models.Tx, filter Filter, page models.Page) (models.Paged[Shown], error) {
	paths := tx.Actor.Paths(models.ReadHours)
	if len(paths) == 0 {
		return models.Paged[Shown]{}, models.ErrPermission
	}
	query := shown(tx).Where("c.station_id IN (?)", models.Within(tx.DB.Table("organizations").Select("id"), "path", paths))
	if filter.StationID != 0 {
		query = query.Where("c.station_id = ?", filter.StationID)
	}
	if filter.VolunteerID != 0 {
		query = query.Where("c.volunteer_id = ?", filter.VolunteerID)
	}
	return fetch(query, page)
}

// ListOwn lists the actor's own certificates, newest first.
func ListOwn(tx *models.Tx, page models.Page) (models.Paged[Shown], error) {
	return fetch(shown(tx).Where("c.volunteer_id = ?", tx.Actor.VolunteerID), page)
}

func fetch(query *gorm.DB, page models.Page) (models.Paged[Shown], error) {
	return models.Fetch(query, page, models.Order[Shown]{IDColumn: "c.id", ID: func(s *Shown) int64 { return s.ID }, Descending: true})
}

// Find finds a certificate that the actor may see: an own one, or one of a station where the actor reads hours.
// It fails with ErrNotFound.
func Find(tx *models.Tx, id int64) (*Full, error) {
	here := models.Within(tx.DB.Table("organizations").Select("id"), "path", tx.Actor.Paths(models.ReadHours))
	found, err := take(shown(tx).Where("c.id = ?", id).
		Where(tx.DB.Where("c.station_id IN (?)", here).Or("c.volunteer_id = ? AND c.volunteer_id <> 0", tx.Actor.VolunteerID)))
	if err != nil {
		return nil, err
	}
	full := &Full{Shown: *found}
	err = tx.DB.Where("certificate_id = ?", id).Order("served_on, entry_id").Find(&full.Records).Error
	return full, err
}

// Open is Find for a copy on paper: when it is not the volunteer who takes one, that is recorded. What no longer stands is
// not printed again. It fails with ErrNotFound, ErrNotValid or ErrGlyph.
func Open(tx *models.Tx, id int64) (*Full, error) {
	found, err := Find(tx, id)
	if err != nil {
		return nil, err
	}
	if found.State() != Valid {
		return nil, ErrNotValid
	}
	lost, err := found.Unprintable()
	if err != nil {
		return nil, err
	}
	if len(lost) > 0 {
		return nil, unprintable(lost)
	}
	if found.VolunteerID != tx.Actor.VolunteerID {
		tx.Audit(models.AuditEntry{
			Action: "certificate.print", Subject: "certificate", SubjectID: found.ID, OrganizationID: found.StationID,
			After: map[string]any{"number": found.Number()},
		})
	}
	return found, nil
}

var codePattern = regexp.MustCompile(`^[2-9A-Z]{18}$`)

// Check finds the certificate with the code, for anybody who holds it in hand. Spaces, hyphens and small letters are as
// good; a number, when one is given, must belong to it. It fails with ErrNotFound, whichever of the two is wrong.
func Check(tx *models.Tx, code, number string) (*Shown, error) {
	code = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
	if !codePattern.MatchString(code) {
		return nil, ErrNotFound // whatever else an address may hold is not for a database
	}
	found, err := take(shown(tx).Where("c.code = ?", code))
	if err != nil {
		return nil, err
	}
	if number != "" && strings.TrimSpace(number) != found.Number() {
		return nil, ErrNotFound
	}
	return found, nil
}

func take(query *gorm.DB) (*Shown, error) {
	var found Shown
	err := query.Take(&found).Error
	if models.IsMissing(err) {
		return nil, ErrNotFound
	}
	return &found, err
}
