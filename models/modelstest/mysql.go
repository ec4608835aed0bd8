package modelstest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	driver "github.com/go-sql-driver/mysql"
)

// mysqlServer is a server on which every test gets a database of its own. Its address has no database in it.
type mysqlServer struct {
	address  *url.URL
	admin    *sql.DB
	template string // the migrated database that schema and first rows are taken from
	schema   string // the statements that make a copy of the template
	stop     func() error
}

// startMySQL takes the server that TEST_MYSQL_DSN names, or starts a private one.
func startMySQL() (*mysqlServer, error) {
	server := &mysqlServer{stop: func() error { return nil }}
	dsn := os.Getenv("TEST_MYSQL_DSN")
	var err error
	if dsn != "" {
		server.address, err = url.Parse(dsn)
	} else {
		server.address, server.stop, err = startMariaDB()
	}
	if err != nil {
		return nil, err
	}
	if err := server.prepare(context.Background()); err != nil {
		return nil, errors.Join(err, server.close())
	}
	return server, nil
}

// prepare migrates the template: a copy of it takes a tenth of the time that migrating does.
func (s *mysqlServer) prepare(ctx context.Context) error {
	var err error
	if s.admin, err = administer(s.address); err != nil {
		return err
	}
	if s.template, err = s.createEmpty(ctx, "test_template_"); err != nil {
		return err
	}
	if err := migrate(ctx, s.addressOf(s.template)); err != nil {
		return fmt.Errorf("migrate the template: %w", err)
	}
	s.schema, err = dump(ctx, s.admin, s.template)
	return err
}

// create makes a migrated database and answers its address and what drops it again.
func (s *mysqlServer) create(ctx context.Context) (address string, drop func() error, err error) {
	name, err := s.createEmpty(ctx, "test_")
	if err != nil {
		return "", nil, err
	}
	drop = func() error { return s.drop(name) }
	if err := s.replay(ctx, name); err != nil {
		return "", nil, errors.Join(err, drop())
	}
	return s.addressOf(name), drop, nil
}

// replay runs the template's statements in the database, in one round trip on one connection. The tables come in the
// order of their names, so their foreign keys are checked only afterwards.
func (s *mysqlServer) replay(ctx context.Context, name string) error {
	conn, err := s.admin.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	_, err = conn.ExecContext(ctx, "USE "+quote(name)+";\nSET foreign_key_checks = 0;\n"+s.schema+"SET foreign_key_checks = 1")
	return err
}

// createEmpty names no character set on purpose: the schema may not rest on the server's default, and the private
// server's is latin1.
func (s *mysqlServer) createEmpty(ctx context.Context, prefix string) (string, error) {
	name := prefix + strings.ToLower(rand.Text()[:16])
	if _, err := s.admin.ExecContext(ctx, "CREATE DATABASE "+quote(name)); err != nil {
		return "", err
	}
	return name, nil
}

// drop takes no context: it runs when the test's own is already over.
func (s *mysqlServer) drop(name string) error {
	_, err := s.admin.ExecContext(context.Background(), "DROP DATABASE IF EXISTS "+quote(name))
	return err
}

func (s *mysqlServer) addressOf(database string) string {
	address := *s.address
	address.Path = "/" + database
	return address.String()
}

// close may be called on a server that was never started.
func (s *mysqlServer) close() error {
	if s == nil {
		return nil
	}
	var all []error
	if s.template != "" {
		all = append(all, s.drop(s.template))
	}
	if s.admin != nil {
		all = append(all, s.admin.Close())
	}
	return errors.Join(append(all, s.stop())...)
}

func administer(address *url.URL) (*sql.DB, error) {
	if address.Scheme != "mysql" || address.Host == "" || address.User == nil {
		return nil, errors.New("TEST_MYSQL_DSN must have the form mysql://user:password@host:port/")
	}
	config := driver.NewConfig()
	config.User = address.User.Username()
	config.Passwd, _ = address.User.Password()
	config.Net, config.Addr = "tcp", address.Host
	if address.Port() == "" {
		config.Addr += ":3306"
	}
	config.MultiStatements = true
	config.Collation = "utf8mb4_bin"
	connector, err := driver.NewConnector(config)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}

func quote(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }
