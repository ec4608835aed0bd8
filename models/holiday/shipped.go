package holiday

import (
	"bytes"
	_ "embed" // the notices below
	"sync"
)

// notices are those of the years that were known at the release, in the form that an import takes; LICENSES.md says
// where they are from.
//
//go:embed notices.csv
var notices []byte

// shipped reads the notices once. A fault in them is one of the program, and a test finds it.
var shipped = sync.OnceValue(func() []row { return Read("notices.csv", bytes.NewReader(notices)).rows })
