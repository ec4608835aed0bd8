package handlers_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// The size of the burst: so many people, each by so many connections at once.
const (
	burstPeople = 64
	burstEach   = 4
)

// TestBurstOfCheckIns: everybody scans the one code at once, over 256 connections of their own, and again when nothing seems
// to happen. Each scan is recorded once and none is lost; the control that must double stands beside the storms of activity.
func TestBurstOfCheckIns(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		crowd := burstPeople
		if testing.Short() { // under the race detector a check-in takes many times as long, and the last of 256 its whole time to wait
			crowd /= 4
		}
		people := make([]*caller, crowd)
		for i := range people {
			people[i] = a.volunteer(fmt.Sprintf("志愿者 %d", i))
		}
		shift := a.begun(people...)
		server := httptest.NewServer(a.router)
		defer server.Close()
		for _, kind := range []string{"in", "out"} {
			told := a.burst(server.URL, people, object{"code": a.checkInCode(shift), "kind": kind}.text())
			if told["200"] != crowd || told["409 already_checked_"+kind] != crowd*(burstEach-1) {
				t.Errorf("%s: %v", kind, told)
			}
			if events := a.count("attendance_events", "kind = ?", kind); events != int64(crowd) {
				t.Errorf("%s: %d events are recorded, want %d", kind, events, crowd)
			}
			a.wait(time.Hour)
		}
		if left, earned := a.count("sign_ups", "status = 'completed'"), a.count("entries", "minutes = 60"); left != int64(crowd) || earned != int64(crowd) {
			t.Errorf("%d have left, %d have earned an hour, want %d", left, earned, crowd)
		}
	})
}

// burst posts the check-in for everybody over connections of their own, all at once, and counts what they are told.
func (a *app) burst(address string, people []*caller, body string) map[string]int {
	a.t.Helper()
	var group sync.WaitGroup
	var mutex sync.Mutex
	told, start := map[string]int{}, make(chan struct{})
	for i := range len(people) * burstEach {
		group.Go(func() {
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
			<-start
			answer := a.overNetwork(client, address+base+"/check-ins", people[i%len(people)].token, body)
			mutex.Lock()
			defer mutex.Unlock()
			told[answer]++
		})
	}
	close(start)
	group.Wait()
	return told
}

// overNetwork posts once and tells the status, and the code of a refusal by what is so already.
func (a *app) overNetwork(client *http.Client, address, token, body string) string {
	r, err := http.NewRequestWithContext(a.t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		return err.Error()
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	got, err := client.Do(r)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = got.Body.Close() }()
	text, err := io.ReadAll(got.Body)
	switch {
	case err != nil:
		return err.Error()
	case got.StatusCode == http.StatusOK:
		return "200"
	}
	answer := &answer{t: a.t, body: text}
	return fmt.Sprint(got.StatusCode, " ", answer.text("code"))
}
