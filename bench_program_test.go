package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// running is the program in a process of its own.
type running struct {
	command *exec.Cmd
	address string
}

func buildProgram(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "station")
	build := exec.CommandContext(b.Context(), "go", "build", "-tags", "nomsgpack", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, output)
	}
	return path
}

func startProgram(b *testing.B, program, database string) *running {
	b.Helper()
	free, err := new(net.ListenConfig).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	address := free.Addr().String()
	if err := free.Close(); err != nil {
		b.Fatal(err)
	}
	server := &running{command: exec.CommandContext(b.Context(), program, "--listen", address, "--database", database), address: "http://" + address}
	server.command.Stderr = os.Stderr
	if err := server.command.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(server.stop)
	for range 200 {
		if answer, err := http.Get(server.address + "/readyz"); err == nil { //nolint:forbidigo // a wait for the start, bounded by the loop
			_ = answer.Body.Close()
			return server
		}
		time.Sleep(25 * time.Millisecond)
	}
	b.Fatal("the program does not answer")
	return nil
}

func (r *running) stop() {
	if r.command.ProcessState == nil {
		_ = r.command.Process.Signal(os.Interrupt)
		_ = r.command.Wait()
	}
}

// peakMegabytes is the most memory that the process has had, as Linux tells.
func (r *running) peakMegabytes() float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.command.Process.Pid))
	if err != nil {
		return 0
	}
	lines := bufio.NewScanner(bytes.NewReader(status))
	for lines.Scan() {
		if value, found := strings.CutPrefix(lines.Text(), "VmHWM:"); found {
			kilobytes, _ := strconv.ParseFloat(strings.Fields(value)[0], 64)
			return kilobytes / 1024
		}
	}
	return 0
}

func request(b *testing.B, method, url, token string) *http.Request {
	made, err := http.NewRequestWithContext(b.Context(), method, url, nil)
	if err != nil {
		b.Fatal(err)
	}
	if token != "" {
		made.Header.Set("Authorization", "Bearer "+token)
	}
	return made
}

// volley is what came back from many calls.
type volley struct {
	elapsed   time.Duration
	latencies []time.Duration
	statuses  [600]atomic.Int64
}

// fire makes the calls over so many connections at a time, each as soon as the one before it on its connection is answered.
func fire(b *testing.B, server *running, connections, calls int, call func(i int) *http.Request) *volley {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	result := &volley{latencies: make([]time.Duration, calls)}
	var next, lost atomic.Int64
	var group sync.WaitGroup
	began := time.Now()
	for range connections {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < calls; i = int(next.Add(1)) - 1 {
				sent := time.Now()
				answer, err := client.Do(call(i))
				if err != nil {
					lost.Add(1)
					continue
				}
				_, _ = io.Copy(io.Discard, answer.Body)
				_ = answer.Body.Close()
				result.latencies[i] = time.Since(sent)
				result.statuses[answer.StatusCode].Add(1)
			}
		})
	}
	group.Wait()
	result.elapsed = time.Since(began)
	if lost.Load() > 0 {
		b.Fatalf("%d calls to %s were not answered", lost.Load(), server.address)
	}
	return result
}

func (v *volley) report(b *testing.B, server *running) {
	b.Helper()
	for status := http.StatusInternalServerError; status < len(v.statuses); status++ {
		if count := v.statuses[status].Load(); count > 0 {
			b.Fatalf("%d answers of status %d", count, status)
		}
	}
	slices.Sort(v.latencies)
	at := func(share float64) float64 {
		return float64(v.latencies[int(share*float64(len(v.latencies)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(at(0.50), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(float64(len(v.latencies))/v.elapsed.Seconds(), "calls/s")
	b.ReportMetric(server.peakMegabytes(), "peak-MB")
	b.ReportMetric(0, "ns/op")
}
