package modelstest

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// mariaDB is a private server on a data folder of its own.
type mariaDB struct {
	binary  string
	folder  *serverFolder
	account *account
	ended   chan struct{} // closed when the server is gone
	kill    func() error
}

// startMariaDB starts a private server and answers the address of an account on it that may do anything to databases
// named test_…, and nothing else: what the tests can do, the account of an installation can.
func startMariaDB() (*url.URL, func() error, error) {
	binary, err := findMariaDB()
	if err != nil {
		return nil, nil, err
	}
	account, err := serverAccount()
	if err != nil {
		return nil, nil, err
	}
	folder, err := newServerFolder(binary, account)
	if err != nil {
		return nil, nil, err
	}
	server := &mariaDB{binary: binary, folder: folder, account: account}
	address, err := server.startOnSomePort()
	if err != nil {
		return nil, nil, errors.Join(err, folder.remove())
	}
	return address, server.stop, nil
}

// findMariaDB also looks where Debian keeps servers, which is not on the PATH of an ordinary user.
func findMariaDB() (string, error) {
	for _, name := range []string{"mariadbd", "/usr/sbin/mariadbd", "/usr/local/sbin/mariadbd"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errNoServer
}

// startOnSomePort tries again when another process takes the free port between the look and the start. A password of
// its own keeps a test from taking another process's server on that port for its own.
func (m *mariaDB) startOnSomePort() (*url.URL, error) {
	address := &url.URL{Scheme: "mysql", User: url.UserPassword("station", rand.Text())}
	password, _ := address.User.Password()
	if err := m.folder.writeAccount(address.User.Username(), password); err != nil {
		return nil, err
	}
	var err error
	for range 5 {
		var port int
		if port, err = freePort(); err != nil {
			return nil, err
		}
		if err = m.start(port); err != nil {
			return nil, err
		}
		address.Host = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
		if err = m.awaitReady(address); err == nil {
			return address, nil
		}
		err = errors.Join(err, m.kill())
	}
	return nil, fmt.Errorf("%w\n%s", err, m.folder.logTail())
}

func freePort() (int, error) {
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return listener.Addr().(*net.TCPAddr).Port, listener.Close()
}

// arguments favour speed over safety where a power loss is all that it costs: nothing is flushed to the disk, tables
// share one file. The character set stays the server's built-in latin1, and the time zone is a strange one, so that a
// statement which rests on either shows.
//
// TEST_MYSQL_DURABLE makes every commit reach the disk, as in production: for benchmarks. TEST_MYSQL_BUFFER_POOL, such as 3G, gives
// them the memory that a server of their size has.
func (m *mariaDB) arguments(port int) []string {
	common := []string{
		"--no-defaults", "--datadir=" + m.folder.data, "--socket=" + m.folder.data + "/socket",
		// A server clears the folder for temporary tables when it starts: each needs its own, or it takes those of others.
		"--tmpdir=" + m.folder.path,
		"--pid-file=" + m.folder.data + "/pid", "--init-file=" + m.folder.accounts, "--log-error=" + m.folder.log,
		"--bind-address=127.0.0.1", "--port=" + strconv.Itoa(port), "--skip-name-resolve", "--max-connections=400",
		"--skip-log-bin", "--innodb-log-file-size=" + logSize,
		"--innodb-buffer-pool-load-at-startup=0", "--default-time-zone=-03:30",
	}
	if os.Getenv("TEST_MYSQL_DURABLE") != "" {
		return append(common, "--innodb-flush-log-at-trx-commit=1", "--innodb-flush-method=O_DIRECT",
			"--innodb-buffer-pool-size="+cmp.Or(os.Getenv("TEST_MYSQL_BUFFER_POOL"), "512M"))
	}
	return append(common, "--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync", "--innodb-doublewrite=0",
		"--debug-no-sync", "--innodb-file-per-table=0", "--innodb-buffer-pool-size=64M")
}

// start runs the server under a thread that waits for it. The kernel kills the server when that thread ends (parent
// death signal), hence also when this process is killed; the thread is locked because the runtime may end others early.
func (m *mariaDB) start(port int) error {
	command := exec.CommandContext(context.Background(), m.binary, m.arguments(port)...)
	command.Dir = m.folder.path
	command.SysProcAttr = m.account.attributes()
	command.SysProcAttr.Pdeathsig = syscall.SIGKILL
	m.ended = make(chan struct{})
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := command.Start()
		started <- err
		if err == nil {
			_ = command.Wait() // it is killed, so its result says nothing
		}
		close(m.ended)
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("start %s: %w", m.binary, err)
	}
	m.kill = func() error {
		err := command.Process.Kill()
		<-m.ended
		if errors.Is(err, os.ErrProcessDone) {
			return nil
		}
		return err
	}
	return nil
}

// awaitReady returns when the server answers, has ended, or has had a minute.
func (m *mariaDB) awaitReady(address *url.URL) error {
	admin, err := administer(address)
	if err != nil {
		return err
	}
	defer func() { _ = admin.Close() }()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for ping(ctx, admin) != nil {
		select {
		case <-m.ended:
			return errors.New("mariadbd ended while it was starting")
		case <-ctx.Done():
			return fmt.Errorf("mariadbd does not answer: %w", ping(context.Background(), admin))
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}

func ping(ctx context.Context, admin *sql.DB) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return admin.PingContext(ctx)
}

// stop kills: there is nothing in the folder that a proper shutdown would save.
func (m *mariaDB) stop() error { return errors.Join(m.kill(), m.folder.remove()) }
