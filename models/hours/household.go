package hours

import (
	"slices"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/volunteer"
)

// ErrHousehold refuses to decide about the hours of those who live under one roof with the one who decides.
var ErrHousehold = models.DefineError(models.Forbidden, "household_hours", "不能处理家人的时长",
	"这位志愿者与您使用同一个手机号，或由您代为登记而本人还没有认领，请由另一位管理员处理。")

// household is what tells the accounts of one household: who decides, and under which phones that person is known.
type household struct {
	accountID int64
	phones    []string
}

// householdOf looks up the actor's own phones: of the account and of the own profile.
func householdOf(tx *models.Tx) (household, error) {
	own := household{accountID: tx.Actor.AccountID}
	if own.accountID == 0 {
		return own, nil
	}
	err := tx.DB.Model(&account.Account{}).Where("id = ? AND phone IS NOT NULL", own.accountID).Pluck("phone", &own.phones).Error
	if err != nil || tx.Actor.VolunteerID == 0 {
		return own, err
	}
	var more []string
	err = tx.DB.Model(&volunteer.Volunteer{}).Where("id = ?", tx.Actor.VolunteerID).Pluck("phone", &more).Error
	own.phones = append(own.phones, more...)
	return own, err
}

// includes reports whether a volunteer belongs to the household. It catches a phone that both use, and a person whom the one
// who decides has registered and who has never come to claim that registration: nobody else has seen that there is such a
// person. It does not catch relatives with phones of their own; the list of anomalies shows pairs that meet too often.
func (h household) includes(v *volunteer.Volunteer) bool {
	if v.Phone != "" && slices.Contains(h.phones, v.Phone) {
		return true
	}
	unclaimed := v.AccountID == nil && v.RegisteredBy != nil
	return unclaimed && h.accountID != 0 && *v.RegisteredBy == h.accountID
}

// impartial answers of which of these volunteers the actor must not decide about the hours, and why: ErrOwn or
// ErrHousehold.
func impartial(tx *models.Tx, volunteerIDs []int64) (map[int64]*models.Error, error) {
	own, err := householdOf(tx)
	if err != nil {
		return nil, err
	}
	var people []volunteer.Volunteer
	if err := tx.DB.Where("id IN (?)", volunteerIDs).Find(&people).Error; err != nil {
		return nil, err
	}
	barred := map[int64]*models.Error{}
	for i := range people {
		switch {
		case people[i].ID == tx.Actor.VolunteerID:
			barred[people[i].ID] = ErrOwn
		case own.includes(&people[i]):
			barred[people[i].ID] = ErrHousehold
		}
	}
	return barred, nil
}
