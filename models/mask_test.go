package models_test

import (
	"testing"

	"practicestation/models"
)

func TestMaskedNamesKeepOneCharacter(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"张三":         "张*",
		"张三丰":        "张**",
		"欧阳震华":       "欧***",
		"阿卜杜拉·买买提":   "阿***",
		"阿·买买提":      "*",
		"迪丽•热巴":      "迪*",
		"古丽・巴哈尔":     "古*",
		"𬭊三丰":        "𬭊**",
		"㐂":          "*",
		"":           "*",
		"·张三":        "·**",
		"John Smith": "J*********",
	} {
		if got := models.MaskName(name); got != want {
			t.Errorf("MaskName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestMaskedPhonesKeepTheirEnds(t *testing.T) {
	t.Parallel()
	for phone, want := range map[string]string{
		"13800000000": "138****0000", "1234567": "*******", "12345678": "123*5678", "": "", "欧阳建国": "****", "１３８００００００００": "１３８****００００",
	} {
		if got := models.MaskPhone(phone); got != want {
			t.Errorf("MaskPhone(%q) = %q, want %q", phone, got, want)
		}
	}
}
