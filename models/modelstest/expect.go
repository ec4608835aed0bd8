package modelstest

import (
	"sync"
	"testing"

	"practicestation/models"
)

// Expect checks that a rule refused with the wanted error, or with none when want is nil; what says which case it is.
func Expect(t testing.TB, what string, err error, want *models.Error) {
	t.Helper()
	if want == nil && err != nil || want != nil && !models.IsCode(err, want) {
		t.Errorf("%s: got %v, want %v", what, err, want)
	}
}

// AtOnce runs n copies of the work, all let go at the same moment, and returns what each came back with.
func AtOnce(n int, work func(i int) error) []error {
	results := make([]error, n)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			results[i] = work(i)
		})
	}
	close(start)
	all.Wait()
	return results
}
