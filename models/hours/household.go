package hours

import (
	"slices"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/volunteer"
)

// ErrHousehold refuses to decide about the hours of those who live under one roof with the one who decides.
var ErrHousehold = models.DefineError(models.Forbidden, "household_hours", "不能处理家人的时长",
	"这位志愿者与您用过同一个手机号，或由您代为登记，或你们有一方是另一方的监护人，请由另一位管理员处理。")

// person is one side of a household: an account, a profile, or both, with every phone that they have ever had.
type person struct {
	accountID    int64
	volunteerID  int64
	registeredBy int64    // the account that registered the profile; 0 for none
	phones       []string // of the account and of the profile, now or at any time
	guardians    []string // phones of guardians that were ever named for the person
}

// sharesHousehold reports whether two people belong to one household: they have ever had the same phone, one has registered the
// other, or one is named as the other's guardian. None of it ends: neither a new number nor a revoked consent lets somebody
// confirm for a child. Relatives with phones of their own are not caught; the list of anomalies shows pairs that meet too often.
func (p *person) sharesHousehold(other *person) bool {
	return meet(p.phones, other.phones) || meet(p.phones, other.guardians) || meet(p.guardians, other.phones) ||
		p.hasRegistered(other) || other.hasRegistered(p)
}

func (p *person) hasRegistered(other *person) bool {
	return p.accountID != 0 && other.registeredBy == p.accountID
}

func meet(some, others []string) bool {
	return slices.ContainsFunc(some, func(phone string) bool { return slices.Contains(others, phone) })
}

// readPeople fills in what tells households, with a number of queries that does not grow with the people.
func readPeople(tx *models.Tx, people []*person) error {
	accounts, volunteers := map[int64]*person{}, map[int64]*person{}
	accountIDs, volunteerIDs := []int64{0}, []int64{0}
	for _, one := range people {
		if one.accountID != 0 {
			accounts[one.accountID], accountIDs = one, append(accountIDs, one.accountID)
		}
		if one.volunteerID != 0 {
			volunteers[one.volunteerID], volunteerIDs = one, append(volunteerIDs, one.volunteerID)
		}
	}
	var known []account.KnownPhone
	if err := tx.DB.Where("account_id IN (?) OR volunteer_id IN (?)", accountIDs, volunteerIDs).Find(&known).Error; err != nil {
		return err
	}
	for _, row := range known {
		if row.AccountID != nil {
			accounts[*row.AccountID].hasPhone(row.Phone)
		} else if row.VolunteerID != nil {
			volunteers[*row.VolunteerID].hasPhone(row.Phone)
		}
	}
	var owners []account.Account
	if err := tx.DB.Select("id, phone").Where("id IN (?) AND phone IS NOT NULL", accountIDs).Find(&owners).Error; err != nil {
		return err
	}
	for _, owner := range owners {
		accounts[owner.ID].hasPhone(*owner.Phone)
	}
	return readProfiles(tx, volunteers, volunteerIDs)
}

// readProfiles adds what profiles and guardians' consents tell.
func readProfiles(tx *models.Tx, people map[int64]*person, ids []int64) error {
	var profiles []volunteer.Volunteer
	if err := tx.DB.Where("id IN (?)", ids).Find(&profiles).Error; err != nil {
		return err
	}
	for _, profile := range profiles {
		people[profile.ID].hasPhone(profile.Phone)
		if profile.RegisteredBy != nil {
			people[profile.ID].registeredBy = *profile.RegisteredBy
		}
	}
	var consents []volunteer.Consent
	if err := tx.DB.Select("volunteer_id, phone").Where("volunteer_id IN (?)", ids).Find(&consents).Error; err != nil {
		return err
	}
	for _, consent := range consents {
		minor := people[consent.VolunteerID]
		minor.guardians = append(minor.guardians, consent.Phone)
	}
	return nil
}

func (p *person) hasPhone(phone string) {
	if phone != "" {
		p.phones = append(p.phones, phone)
	}
}

// Barred answers for which of these volunteers the actor must not act as staff on the hours and on what they rest on, and why:
// ErrOwn or ErrHousehold.
func Barred(tx *models.Tx, volunteerIDs []int64) (map[int64]*models.Error, error) {
	barred := map[int64]*models.Error{}
	others, err := peopleOf(tx, volunteerIDs)
	if err != nil {
		return nil, err
	}
	own := &person{accountID: tx.Actor.AccountID, volunteerID: tx.Actor.VolunteerID}
	if err := readPeople(tx, []*person{own}); err != nil {
		return nil, err
	}
	if err := readPeople(tx, others); err != nil {
		return nil, err
	}
	for _, other := range others {
		switch {
		case other.volunteerID == own.volunteerID:
			barred[other.volunteerID] = ErrOwn
		case own.sharesHousehold(other):
			barred[other.volunteerID] = ErrHousehold
		}
	}
	return barred, nil
}

// peopleOf finds the volunteers, each with the account that has claimed the profile.
func peopleOf(tx *models.Tx, volunteerIDs []int64) ([]*person, error) {
	var profiles []volunteer.Volunteer
	if err := tx.DB.Select("id, account_id").Where("id IN (?)", append([]int64{0}, volunteerIDs...)).Order("id").Find(&profiles).Error; err != nil {
		return nil, err
	}
	people := make([]*person, len(profiles))
	for i, profile := range profiles {
		people[i] = &person{volunteerID: profile.ID}
		if profile.AccountID != nil {
			people[i].accountID = *profile.AccountID
		}
	}
	return people, nil
}
