package api_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"practicestation/api"
)

func load(t *testing.T, text []byte) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestContractIsValid(t *testing.T) {
	t.Parallel()
	if err := load(t, api.Spec).Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestContractKeepsTheRules(t *testing.T) {
	t.Parallel()
	doc := load(t, api.Spec)
	if len(operations(doc)) < 60 {
		t.Fatalf("only %d operations were read", len(operations(doc)))
	}
	for name, rule := range rules {
		for _, fault := range rule(doc) {
			t.Errorf("%s: %s", name, fault)
		}
	}
}

// A rule that never fires looks like a rule that is kept, so bad.yaml breaks each rule and names in x-faults what it breaks.
func TestEveryRuleFires(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/bad.yaml")
	if err != nil {
		t.Fatal(err)
	}
	doc := load(t, text)
	planted := doc.Extensions["x-faults"].(map[string]any)
	if got := slices.Sorted(maps.Keys(planted)); !slices.Equal(got, slices.Sorted(maps.Keys(rules))) {
		t.Fatalf("bad.yaml plants faults for %q", got)
	}
	for name, rule := range rules {
		var want []string
		for _, fault := range planted[name].([]any) {
			want = append(want, fault.(string))
		}
		if got := rule(doc); !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
			t.Errorf("%s: found %q, planted %q", name, got, want)
		}
	}
}

func TestWrongExampleIsFound(t *testing.T) {
	t.Parallel()
	wrong := bytes.Replace(api.Spec, []byte("{revoked_at: '2026-11-22T18:00:00+08:00'}"), []byte("{revoked_at: 昨天}"), 1)
	if bytes.Equal(wrong, api.Spec) {
		t.Fatal("the example to spoil is gone")
	}
	if err := load(t, wrong).Validate(t.Context()); err == nil {
		t.Fatal("an example that breaks its schema passed")
	}
}

func TestSharedComponentsAreUsed(t *testing.T) {
	t.Parallel()
	doc := load(t, api.Spec)
	kinds := map[string][]string{
		"parameters": slices.Sorted(maps.Keys(doc.Components.Parameters)),
		"headers":    slices.Sorted(maps.Keys(doc.Components.Headers)),
		"responses":  slices.Sorted(maps.Keys(doc.Components.Responses)),
		"schemas":    slices.Sorted(maps.Keys(doc.Components.Schemas)),
		"examples":   slices.Sorted(maps.Keys(doc.Components.Examples)),
	}
	for kind, names := range kinds {
		for _, name := range names {
			if !strings.Contains(string(api.Spec), "'#/components/"+kind+"/"+name+"'") {
				t.Errorf("nothing refers to %s/%s", kind, name)
			}
		}
	}
}

func TestVendoredFilesAreUnchanged(t *testing.T) {
	t.Parallel()
	var vendor struct {
		Version string            `json:"version"`
		SHA256  map[string]string `json:"sha256"`
	}
	if err := json.Unmarshal(asset(t, "vendor.json"), &vendor); err != nil {
		t.Fatal(err)
	}
	if vendor.Version == "" || len(vendor.SHA256) == 0 {
		t.Fatal("vendor.json names no version or no file")
	}
	for name, want := range vendor.SHA256 {
		sum := sha256.Sum256(asset(t, name))
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("%s is not the file of version %s: %s", name, vendor.Version, got)
		}
	}
}

// The page must work behind a strict content security policy and without the internet.
func TestDocsPageLoadsOnlyOurFiles(t *testing.T) {
	t.Parallel()
	page := string(asset(t, "index.html"))
	for _, link := range regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		switch name, ours := strings.CutPrefix(link[1], "/docs/"); {
		case ours:
			asset(t, name)
		case link[1] != "/openapi.yaml" && link[1] != "data:,":
			t.Errorf("the page loads %s", link[1])
		}
	}
	if regexp.MustCompile(`<script(?: [^>]*)?>[^<]|<style| on[a-z]+=| style=`).MatchString(page) {
		t.Error("the page has an inline script or style")
	}
	if strings.Contains(string(asset(t, "docs.js")), "://") {
		t.Error("docs.js names another server")
	}
}

func asset(t *testing.T, name string) []byte {
	t.Helper()
	content, err := api.Docs.ReadFile("docs/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
