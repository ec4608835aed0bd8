package models_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	// Each concept adds its refusals to the catalogue.
	_ "practicestation/models/account"
	_ "practicestation/models/activity"
	_ "practicestation/models/hours"
	_ "practicestation/models/organization"
	_ "practicestation/models/team"
	_ "practicestation/models/volunteer"
)

var (
	errFirst  = models.DefineError(models.Conflict, "first_in_a_test", "第一个", "第一个障碍。")
	errSecond = models.DefineError(models.Forbidden, "second_in_a_test", "第二个", "第二个障碍。")
)

// TestCatalogueIsReadable: a title fits into a toast, a sentence is a Chinese one, a code is for machines.
func TestCatalogueIsReadable(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	seen := map[string]bool{}
	for _, e := range models.Catalogue() {
		if !code.MatchString(e.Code) || seen[e.Code] {
			t.Errorf("%q is no code of its own in snake case", e.Code)
		}
		seen[e.Code] = true
		title := []rune(e.Title)
		if han(e.Title) == 0 || len(title) > 14 || strings.ContainsAny(e.Title, "。.！!，,") {
			t.Errorf("%s: the title %q wants 1 to 14 characters, Chinese and without a stop", e.Code, e.Title)
		}
		if han(e.Message) < 4 || !strings.HasSuffix(e.Message, "。") || strings.Contains(e.Message, "。。") || strings.TrimSpace(e.Message) != e.Message {
			t.Errorf("%s: %q is no Chinese sentence", e.Code, e.Message)
		}
		if e.Kind < models.Malformed || e.Kind > models.Unavailable {
			t.Errorf("%s: kind %d", e.Code, e.Kind)
		}
		if len(e.Fields) > 0 || len(e.Facts) > 0 {
			t.Errorf("%s: somebody has written into the defined error: %+v", e.Code, e)
		}
	}
	if len(seen) < 50 {
		t.Errorf("only %d errors", len(seen))
	}
}

func han(text string) (n int) {
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			n++
		}
	}
	return n
}

func TestCodeIsDefinedOnce(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("two rules share a code")
		}
	}()
	t.Error(models.DefineError(models.Conflict, "first_in_a_test", "又一个", "又一个障碍。"))
}

// TestCopiesLeaveTheDefinedErrorAlone, and are still the same error for who asks.
func TestCopiesLeaveTheDefinedErrorAlone(t *testing.T) {
	t.Parallel()
	before := *errFirst
	one := errFirst.With("a", 1)
	two := one.With("b", 2).With("a", 3)
	said := two.Saying("还剩 %d 个名额。", 0)
	named := said.At("shift_id").At("role")
	if difference := cmp.Diff(before, *errFirst); difference != "" {
		t.Errorf("the defined error has changed:\n%s", difference)
	}
	if difference := cmp.Diff(map[string]any{"a": 1}, one.Facts); difference != "" {
		t.Errorf("a copy's copy changed it:\n%s", difference)
	}
	want := &models.Error{
		Kind: models.Conflict, Code: "first_in_a_test", Title: "第一个", Message: "还剩 0 个名额。", Facts: map[string]any{"a": 3, "b": 2},
		Fields: []models.FieldError{{Field: "shift_id", Code: "first_in_a_test", Message: "还剩 0 个名额。"}, {Field: "role", Code: "first_in_a_test", Message: "还剩 0 个名额。"}},
	}
	if difference := cmp.Diff(want, named); difference != "" {
		t.Errorf("want (-), got (+):\n%s", difference)
	}
	wrapped := fmt.Errorf("around: %w", named)
	if !models.IsCode(wrapped, errFirst) || models.IsCode(wrapped, errSecond) || models.IsCode(errors.New("other"), errFirst) || models.IsCode(nil, errFirst) {
		t.Error("an error is the defined one exactly when its code is")
	}
	if got := named.Error(); got != "first_in_a_test: 还剩 0 个名额。" {
		t.Errorf("a log says %q", got)
	}
}

func TestRefusalNamesEveryObstacle(t *testing.T) {
	t.Parallel()
	if err := models.Refusal(nil); err != nil {
		t.Errorf("no obstacle: %v", err)
	}
	err := models.Refusal([]*models.Error{errFirst.With("left", 0), errSecond.At("x")})
	want := &models.Error{
		Kind: models.Conflict, Code: "first_in_a_test", Title: "第一个", Message: "第一个障碍。", Facts: map[string]any{"left": 0},
		Fields: []models.FieldError{{Code: "first_in_a_test", Message: "第一个障碍。"}, {Code: "second_in_a_test", Message: "第二个障碍。"}},
	}
	if difference := cmp.Diff(error(want), err); difference != "" {
		t.Errorf("want (-), got (+):\n%s", difference)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	var faults models.Faults
	if err := faults.Err(); err != nil {
		t.Errorf("no fault: %v", err)
	}
	faults.Add("name", "invalid_name", "名称不对。")
	faults.Add("level", "enum", "层级不对。")
	var got *models.Error
	if err := faults.Err(); !errors.As(err, &got) || !models.IsCode(err, models.ErrInvalid) || len(got.Fields) != 2 || got.Fields[1].Field != "level" {
		t.Errorf("got %v", got)
	}
	if len(models.ErrInvalid.Fields) != 0 {
		t.Error("the faults stayed in the defined error")
	}
}

func TestConflictAt(t *testing.T) {
	t.Parallel()
	var got *models.Error
	if err := models.ConflictAt(models.ErrVersionConflict, 8); !errors.As(err, &got) || got.Facts["current_version"] != int64(8) {
		t.Errorf("got %v", got)
	}
	for _, err := range []error{nil, errFirst} {
		if !errors.Is(models.ConflictAt(err, 8), err) {
			t.Errorf("%v was changed", err)
		}
	}
}
