package volunteer

import (
	"slices"
	"strings"

	"practicestation/models"
)

const (
	separator      = "、"
	mostCategories = 4 // as the national system has it
)

// Categories lists the kinds of service (服务类别) that the volunteer wants to do.
func (v *Volunteer) Categories() []string {
	if v.ServiceCategories == "" {
		return []string{}
	}
	return strings.Split(v.ServiceCategories, separator)
}

func (in *Input) categoryFaults() models.Faults {
	var faults models.Faults
	if len(in.Categories) > mostCategories {
		faults.Add("service_categories", "too_many", "服务类别最多选 4 个。")
	}
	var cleaned []string
	for _, category := range in.Categories {
		name, ok := models.CleanName(category)
		if !ok || len([]rune(name)) > 32 || strings.Contains(name, separator) || slices.Contains(cleaned, name) {
			faults.Add("service_categories", "invalid_text", "服务类别要有 1 到 32 个字，不能重复，也不能含顿号。")
			return faults
		}
		cleaned = append(cleaned, name)
	}
	if cleaned != nil {
		in.Categories = cleaned
	}
	return faults
}
