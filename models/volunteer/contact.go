package volunteer

import "practicestation/models"

// CheckContact says what is wrong with a name and a phone number, and gives the name without what surrounds it.
func CheckContact(name, phone string) (string, models.Faults) {
	var faults models.Faults
	clean, ok := models.CleanName(name)
	if !ok || len([]rune(clean)) > 50 {
		faults.Add("name", "invalid_name", "姓名要有 1 到 50 个字，不能含看不见的字符。")
	}
	if !phonePattern.MatchString(phone) {
		faults.Add("phone", "pattern", "手机号是 1 开头的 11 位数字。")
	}
	return clean, faults
}

// Known finds who has a profile with the phone and the name: nil for nobody, and nil too when the phone is known under other
// names only, for whom that is nobody's business. Whoever knows both may find the person.
func Known(tx *models.Tx, name, phone string) (*Volunteer, error) {
	var known []Volunteer
	if err := tx.DB.Where("phone = ?", phone).Order("id").Find(&known).Error; err != nil {
		return nil, err
	}
	for i := range known {
		if models.NameKey(known[i].Name) == models.NameKey(name) {
			return &known[i], nil
		}
	}
	return nil, nil //nolint:nilnil // nobody is known yet, which is no error
}

// SetOrganization notes which organization has brought a person who was in no organization's list.
func SetOrganization(tx *models.Tx, id, organizationID int64) error {
	return tx.DB.Model(&Volunteer{}).Where("id = ? AND organization_id IS NULL", id).Update("organization_id", organizationID).Error
}
