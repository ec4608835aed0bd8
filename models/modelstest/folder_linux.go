package modelstest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
)

// logSize keeps the template small enough to be copied in a few hundredths of a second.
const logSize = "16M"

// account is whom the server runs as: ourselves, or mysql when we are root, since the server refuses to be root.
type account struct{ uid, gid int }

func serverAccount() (*account, error) {
	if os.Getuid() != 0 {
		return &account{os.Getuid(), os.Getgid()}, nil
	}
	entry, err := user.Lookup("mysql")
	if err != nil {
		return nil, fmt.Errorf("as root, mariadbd needs the account mysql that its package makes: %w", err)
	}
	uid, uidErr := strconv.Atoi(entry.Uid)
	gid, gidErr := strconv.Atoi(entry.Gid)
	return &account{uid, gid}, errors.Join(uidErr, gidErr)
}

// attributes switch to the account before the program starts. Its own --user would do so later, and with that undo the
// parent death signal.
func (a *account) attributes() *syscall.SysProcAttr {
	if a.uid == os.Getuid() {
		return &syscall.SysProcAttr{}
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}}
}

func (a *account) own(path string) error {
	return filepath.WalkDir(path, func(path string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Lchown(path, a.uid, a.gid))
	})
}

// serverFolder holds one private server's files. Its lock is held as long as this process lives: a folder whose lock
// is free was left behind by a process that was killed.
type serverFolder struct {
	path, data, accounts, log string
	lock                      *os.File
}

// newServerFolder copies the template. One process at a time is in here: so that several which start at once make
// the template once, and that no folder is taken for left behind before it is locked.
func newServerFolder(binary string, a *account) (*serverFolder, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir() // an account without a home, as in a container
	}
	if err := os.MkdirAll(cache, 0o700); err != nil {
		return nil, err
	}
	turn, err := lockFile(filepath.Join(cache, "practicestation-mariadb.lock"), syscall.LOCK_EX)
	if err != nil {
		return nil, err
	}
	defer func() { _ = turn.Close() }()
	prefix := fmt.Sprintf("practicestation-mariadb-%d-", os.Getuid())
	removeLeftBehind(prefix)
	template, err := ensureTemplate(cache, binary, a)
	if err != nil {
		return nil, err
	}
	path, err := os.MkdirTemp("", prefix)
	if err != nil {
		return nil, err
	}
	f := &serverFolder{path: path, data: path + "/data", accounts: path + "/accounts.sql", log: path + "/error.log"}
	if err := f.fill(template, a); err != nil {
		return nil, errors.Join(err, f.remove())
	}
	return f, nil
}

func (f *serverFolder) fill(template string, a *account) error {
	var err error
	if f.lock, err = lockFile(f.path+"/lock", syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return err
	}
	if err := os.CopyFS(f.data, os.DirFS(template)); err != nil {
		return fmt.Errorf("copy %s: %w", template, err)
	}
	for _, path := range []string{f.accounts, f.log} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			return err
		}
	}
	return a.own(f.path)
}

// writeAccount leaves the server a statement to run as it starts: the one account that can log in over the network.
func (f *serverFolder) writeAccount(name, password string) error {
	const statements = "CREATE USER IF NOT EXISTS %[1]s@'127.0.0.1' IDENTIFIED BY '%[2]s';\n" +
		"GRANT ALL ON `test\\_%%`.* TO %[1]s@'127.0.0.1';\n"
	return os.WriteFile(f.accounts, fmt.Appendf(nil, statements, name, password), 0o600)
}

func (f *serverFolder) logTail() string {
	content, err := os.ReadFile(f.log)
	if err != nil {
		return err.Error()
	}
	return string(content[max(0, len(content)-2000):])
}

func (f *serverFolder) remove() error {
	err := os.RemoveAll(f.path)
	if f.lock != nil {
		err = errors.Join(err, f.lock.Close())
	}
	return err
}

// lockFile opens the file and locks it until it is closed or the process ends, however it ends.
func lockFile(path string, how int) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), how); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), file.Close())
	}
	return file, nil
}

// removeLeftBehind clears what killed processes could not; a folder that resists is left to the next.
func removeLeftBehind(prefix string) {
	folders, _ := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*"))
	for _, folder := range folders {
		lock, err := lockFile(filepath.Join(folder, "lock"), syscall.LOCK_EX|syscall.LOCK_NB)
		if err != nil {
			continue
		}
		_ = os.RemoveAll(folder)
		_ = lock.Close()
	}
}

// ensureTemplate answers an empty data folder of this server's version, which is made once per account and machine.
func ensureTemplate(cache, binary string, a *account) (string, error) {
	version, err := exec.CommandContext(context.Background(), binary, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("%s --version: %w", binary, err)
	}
	number := regexp.MustCompile(`[0-9]+\.[0-9]+\.[0-9]+[^\s/]*`).FindString(string(version))
	template := filepath.Join(cache, "practicestation-mariadb-"+number)
	if _, err := os.Stat(template); err == nil {
		return template, nil
	}
	// The installer runs where its account may be; the cache of root is not such a place.
	made, err := os.MkdirTemp("", "practicestation-template-")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(made) }()
	if err := errors.Join(a.own(made), install(binary, made, a)); err != nil {
		return "", err
	}
	return template, publish(made, template)
}

func install(binary, folder string, a *account) error {
	installer := filepath.Join(filepath.Dir(binary), "mariadb-install-db")
	if path, err := exec.LookPath("mariadb-install-db"); err == nil {
		installer = path
	}
	// Root may log in only over the socket, and only from the account that the server runs as.
	command := exec.CommandContext(context.Background(), installer, "--no-defaults", "--skip-test-db", "--datadir="+folder,
		"--auth-root-authentication-method=socket", "--innodb-log-file-size="+logSize)
	command.Dir = folder
	command.SysProcAttr = a.attributes()
	output, err := command.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", installer, err, bytes.TrimSpace(output))
	}
	return nil
}

// publish copies beside the final place first, which may be on another disk, and renames: a template is whole or absent.
func publish(made, template string) error {
	beside, err := os.MkdirTemp(filepath.Dir(template), "practicestation-template-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(beside) }()
	if err := os.CopyFS(beside, os.DirFS(made)); err != nil {
		return err
	}
	return os.Rename(beside, template)
}
