package handlers

import (
	"encoding/base64"
	"errors"
	"regexp"
	"strconv"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// The formats that the contract names or that are derived from it.
const (
	formatInstant = "date-time"
	formatDate    = "date"
	formatMoment  = "date-or-time"
	formatID      = "id"
	formatBytes   = "byte"
)

// Years outside these are slips of the pen, and some of them no database can hold once moved to UTC.
const (
	firstYear = 1900
	lastYear  = 2199
)

// formats replace the checker's own, which are patterns and let 30 February pass.
var formats = map[string]openapi3.StringFormatValidator{
	formatInstant: openapi3.NewCallbackValidator(realInstant),
	formatDate:    openapi3.NewCallbackValidator(realDate),
	formatMoment:  openapi3.NewCallbackValidator(realMoment),
	formatID:      openapi3.NewCallbackValidator(realID),
	formatBytes:   openapi3.NewCallbackValidator(realBytes),
}

var (
	errFormat  = errors.New("not of this format")
	idForm     = regexp.MustCompile(idPattern)
	strictForm = regexp.MustCompile(`^[0-9-]{10}T[0-9:]{8}(\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$`)
)

// realBytes wants Base64; the checker's own pattern takes a second for an upload.
func realBytes(text string) error {
	if _, err := base64.StdEncoding.DecodeString(text); err != nil {
		return errFormat
	}
	return nil
}

// realInstant wants RFC 3339 with an offset, and a day and time that exist. Go's reader alone is too kind: it takes a
// comma for the point and +24:00 for an offset.
func realInstant(text string) error {
	instant, err := time.Parse(time.RFC3339, text)
	if err != nil || !strictForm.MatchString(text) {
		return errFormat
	}
	return likelyYear(instant.UTC().Year())
}

func realDate(text string) error {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return errFormat
	}
	return likelyYear(day.Year())
}

// realMoment takes a day or an instant.
func realMoment(text string) error {
	if len(text) == len(time.DateOnly) {
		return realDate(text)
	}
	return realInstant(text)
}

func likelyYear(year int) error {
	if year < firstYear || year > lastYear {
		return errFormat
	}
	return nil
}

// realID refuses ids that no row can have. What does not even look like one is the pattern's business.
func realID(text string) error {
	if !idForm.MatchString(text) {
		return nil
	}
	if _, err := strconv.ParseInt(text, 10, 64); err != nil {
		return errFormat
	}
	return nil
}

// How the contract describes an id, and a moment that may also be given as a day.
const (
	idPattern     = `^[1-9][0-9]{0,18}$`
	momentPattern = `^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2}))?$`
)

// nameFormats marks the schemas whose pattern alone lets values pass that are none: an id beyond int64, 30 February.
func nameFormats(_ string, schema *openapi3.SchemaRef) error {
	if schema.Value.Format != "" {
		return nil
	}
	switch schema.Value.Pattern {
	case idPattern:
		schema.Value.Format = formatID
	case momentPattern:
		schema.Value.Format = formatMoment
	}
	return nil
}
