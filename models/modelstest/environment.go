package modelstest

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
)

// notRun is what every test of the MariaDB half says when it is skipped.
const notRun = "MariaDB tests did NOT run: neither mariadbd nor TEST_MYSQL_DSN. " +
	"MariaDB 部分的测试没有运行：没有 mariadbd，也没有设置 TEST_MYSQL_DSN。"

// errNoServer says that this machine has no MariaDB to test on.
var errNoServer = errors.New("neither mariadbd (Debian: apt-get install mariadb-server) nor TEST_MYSQL_DSN is there")

// running is what the tests of this process share. It is a package variable because package testing hands nothing from
// TestMain to a test; Main sets it once, before the first test starts.
var running *environment

// environment is made per test process: a migrated SQLite file to copy, and a MariaDB. Each is made for the first test
// that asks for it, so that a run of other tests need not wait.
type environment struct {
	sqlite func() ([]byte, error)
	mysql  func() (*mysqlServer, error)
	server *mysqlServer // nil until it was started
}

// Main runs a package's tests and takes away what they ran on, also when they fail.
func Main(m *testing.M) {
	e := &environment{sqlite: sync.OnceValues(migratedFile)}
	e.mysql = sync.OnceValues(e.startMySQL)
	running = e
	m.Run() // package testing keeps the result and exits with it
	if err := e.server.close(); err != nil {
		fmt.Fprintln(os.Stderr, "modelstest:", err)
	}
}

func (e *environment) startMySQL() (*mysqlServer, error) {
	server, err := startMySQL()
	if errors.Is(err, errNoServer) {
		announce(notRun)
	}
	e.server = server
	return server, err
}

// announce frames a line on standard error, and also on the terminal, if any: of a package that passes, go test keeps
// all output to itself.
func announce(line string) {
	rule := strings.Repeat("*", 100)
	box := fmt.Sprintf("\n%s\n* %s\n%s\n", rule, line, rule)
	fmt.Fprint(os.Stderr, box)
	terminal, err := os.OpenFile("/dev/tty", os.O_WRONLY, 0)
	if err != nil {
		return
	}
	defer func() { _ = terminal.Close() }()
	_, _ = fmt.Fprint(terminal, box)
}
