package models

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"
)

// genesis is what the first link of every chain points to.
var genesis = strings.Repeat("0", sha256.Size*2)

// Genesis is the hash that the first row of every chain names as the one before it.
func Genesis() string { return genesis }

// ChainHash is the SHA-256 of the values, written as one JSON array, in hexadecimal. A JSON array is unambiguous: no value can
// run over into the next one, whatever characters it holds, and anybody with an export can write the same text.
func ChainHash(values ...any) (string, error) {
	for i, value := range values {
		if at, isTime := value.(time.Time); isTime {
			values[i] = at.UTC().Format("2006-01-02T15:04:05.000Z")
		}
	}
	text, err := json.Marshal(values)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}
