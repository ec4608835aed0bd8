package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"gorm.io/driver/mysql"
	"gorm.io/gorm"
	_ "modernc.org/sqlite" // the engine behind sqlite: addresses
)

// ErrDatabaseSettings says what is wrong with the database's address, and what to change.
var ErrDatabaseSettings = NewOperatorError("database_settings", "数据库设置有误，请检查 STATION_DATABASE。")

// Dialect is which of the two databases is behind the same behaviour.
type Dialect string

// The two dialects. MySQL means MySQL 8, MariaDB 10.11 and what speaks their protocol.
const (
	SQLite Dialect = "sqlite"
	MySQL  Dialect = "mysql"
)

// Options is what a database needs besides its address.
type Options struct {
	Clock  func() time.Time // the one source of "now"
	Zone   *time.Location   // civil dates, months and attribution
	Logger *slog.Logger     // slow statements, without their values

	Settings Settings
}

// Settings are the installation's choices that rules depend on.
type Settings struct {
	CheckInMargin time.Duration // how long before a shift check-in opens, and how long after it closes

	NoShowLimit        int           // so many unexcused no-shows; 0 for no consequence at all
	NoShowWindow       time.Duration // within so long
	ApprovalOnlyPeriod time.Duration // let somebody in by approval only, for so long
	ExcusePeriod       time.Duration // until when after a shift an absence may be excused

	ObjectionDays int   // working days within which an objection to hours is answered
	RecordCap     int64 // minutes that one record of hours has at most
	DayCap        int64 // minutes that one person has on one day at most
	LongDay       int64 // more minutes of one person on one day stand out
	MassEntries   int   // more people written down by one account for one day stand out
	SamePairs     int   // more decisions of one account about one person stand out
	SettleDays    int   // working days after its shift within which hours are confirmed or rejected
	RetroDays     int   // until so many days after a shift its service may be entered afterwards

	RankingEnabled bool // whether anything may be sorted by how well it does
}

// DB is the open database: SQLite with one writing connection and several reading ones, or a MySQL pool.
type DB struct {
	Dialect Dialect
	Zone    *time.Location

	clock    func() time.Time
	settings Settings
	writer   *gorm.DB
	readers  *gorm.DB
	pools    []*sql.DB
	turns    chan struct{} // held by the units that write: first come, first served
	seals    knownSeal
}

// Open connects to sqlite:PATH or mysql://user:password@host:port/name and proves that the database answers and keeps
// the rules the product rests on. It fails with ErrDatabaseSettings, whose sentence says what to change.
func Open(ctx context.Context, address string, options Options) (*DB, error) {
	db := &DB{clock: options.Clock, Zone: options.Zone, settings: options.Settings}
	var err error
	switch {
	case strings.HasPrefix(address, "sqlite:"):
		err = db.openSQLite(ctx, strings.TrimPrefix(address, "sqlite:"), options)
	case strings.HasPrefix(address, "mysql://"):
		err = db.openMySQL(ctx, address, options)
	default:
		err = ErrDatabaseSettings.Saying("数据库地址要写成 sqlite:文件路径 或 mysql://用户:密码@主机:端口/库名，请检查 STATION_DATABASE。")
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Now is the current instant in UTC, cut to the millisecond that both databases keep.
func (db *DB) Now() time.Time { return db.clock().UTC().Truncate(time.Millisecond) }

// Close releases every connection.
func (db *DB) Close() error {
	var all []error
	for _, pool := range db.pools {
		all = append(all, pool.Close())
	}
	return errors.Join(all...)
}

// Ping reads a table of ours: a cluster node without a quorum still answers SELECT 1.
func (db *DB) Ping(ctx context.Context) error {
	var id int64
	return db.readers.WithContext(ctx).Raw("SELECT id FROM installation WHERE id = 1").Scan(&id).Error
}

// sqliteParameters: one writer begins IMMEDIATE, because a transaction that reads first and writes later fails at once
// when another has written meanwhile; FULL, because what was acknowledged must survive a power loss; times are written
// in UTC, because SQLite compares them as text; LIKE tells a from A, as MySQL's binary collation does, and can then use
// an index.
const sqliteParameters = "_journal_mode=WAL&_busy_timeout=5000&_foreign_keys=on&_synchronous=FULL&_txlock=immediate" +
	"&_time_format=sqlite&_timezone=UTC&_texttotime=1&_dqs=0&_defensive=1&_pragma=case_sensitive_like(1)"

func (db *DB) openSQLite(ctx context.Context, path string, options Options) error {
	db.Dialect = SQLite
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return ErrDatabaseSettings.Saying("无法创建数据目录 %s，请换一个可写的目录（STATION_DATA）或修改它的权限。", filepath.Dir(path))
	}
	// The file holds the signing key and people's data: the engine would let everybody on the machine read it.
	if file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600); err == nil {
		_ = file.Close()
	}
	location := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + sqliteParameters
	db.turns = make(chan struct{}, 1)
	write, err := db.pool(location, 1)
	if err != nil {
		return err
	}
	if _, err := write.ExecContext(ctx, "BEGIN IMMEDIATE; ROLLBACK"); err != nil {
		return ErrDatabaseSettings.Saying("无法写入数据库文件 %s（%v），请检查文件和目录的权限，或换一个位置（STATION_DATABASE）。", path, err)
	}
	read, err := db.pool(location+"&_query_only=1", max(4, runtime.GOMAXPROCS(0)*2))
	if err != nil {
		return err
	}
	if db.writer, err = gorm.Open(sqliteDialect{write}, gormConfig(options)); err != nil {
		return err
	}
	db.readers, err = gorm.Open(sqliteDialect{read}, gormConfig(options))
	return err
}

// More writers on one hot row would only wait for each other; the connections that they leave are for reading.
const (
	mysqlWriters     = 16
	mysqlConnections = 32
)

func (db *DB) openMySQL(ctx context.Context, address string, options Options) error {
	db.Dialect = MySQL
	config, err := mysqlConfig(address)
	if err != nil {
		return err
	}
	connector, err := driver.NewConnector(config) // a written DSN would lose the logger
	if err != nil {
		return ErrDatabaseSettings.Saying("MySQL 地址有误，请检查 STATION_DATABASE。")
	}
	db.turns = make(chan struct{}, mysqlWriters)
	pool := db.keep(sql.OpenDB(connector), mysqlConnections)
	pool.SetConnMaxLifetime(3 * time.Minute)
	if err := reachable(ctx, pool, config); err != nil {
		return err
	}
	dialect := mysqlDialect{mysql.New(mysql.Config{Conn: pool, DisableWithReturning: true}).(*mysql.Dialector)}
	if db.writer, err = gorm.Open(dialect, gormConfig(options)); err != nil {
		return err
	}
	db.readers = db.writer
	return nil
}

// mysqlConfig reads the address and adds what every session needs: UTC, millisecond times, a strict mode, a collation
// that tells rare characters apart. clientFoundRows stays off: a version that always moves makes a changed row count.
func mysqlConfig(address string) (*driver.Config, error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" || len(parsed.Path) < 2 || parsed.User == nil {
		return nil, ErrDatabaseSettings.Saying("MySQL 地址要写成 mysql://用户:密码@主机:端口/库名（密码里的特殊字符用 %%XX 表示），请检查 STATION_DATABASE。")
	}
	config := driver.NewConfig()
	config.User = parsed.User.Username()
	config.Passwd, _ = parsed.User.Password()
	config.Net = "tcp"
	config.Addr = parsed.Host
	if parsed.Port() == "" {
		config.Addr += ":3306"
	}
	config.DBName = strings.TrimPrefix(parsed.Path, "/")
	config.ParseTime, config.InterpolateParams = true, true
	config.Loc = time.UTC
	config.Collation = "utf8mb4_bin"
	config.Timeout, config.ReadTimeout, config.WriteTimeout = 5*time.Second, 30*time.Second, 30*time.Second
	config.Params = map[string]string{
		"time_zone":                "'+00:00'",
		"sql_mode":                 "'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY'",
		"innodb_lock_wait_timeout": "10",
	}
	config.Logger = driverLog{}
	return config, config.Apply(driver.TimeTruncate(time.Millisecond))
}

// driverLog drops the driver's own lines: what it reports there comes back as an error too.
type driverLog struct{}

// Print drops the line.
func (driverLog) Print(...any) {}

func reachable(ctx context.Context, pool *sql.DB, config *driver.Config) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	err := pool.PingContext(ctx)
	if err == nil {
		return nil
	}
	switch number, _ := mysqlNumber(err); number {
	case 1045, 1698:
		return ErrDatabaseSettings.Saying("MySQL 拒绝了用户 %s，请检查 STATION_DATABASE 里的用户名和密码。", config.User)
	case 1049:
		return ErrDatabaseSettings.Saying("MySQL 里没有名为 %[1]s 的库，请先执行 CREATE DATABASE %[1]s CHARACTER SET utf8mb4。", config.DBName)
	case 1044:
		return ErrDatabaseSettings.Saying("用户 %s 无权使用库 %s，请先用 GRANT 授权。", config.User, config.DBName)
	}
	return ErrDatabaseSettings.Saying("连不上 MySQL %s，请检查地址、端口和防火墙，并确认数据库已启动。", config.Addr)
}

func (db *DB) pool(location string, connections int) (*sql.DB, error) {
	pool, err := sql.Open("sqlite", location)
	if err != nil {
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	return db.keep(pool, connections), nil
}

// keep bounds the pool and closes it with the database.
func (db *DB) keep(pool *sql.DB, connections int) *sql.DB {
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	db.pools = append(db.pools, pool)
	return pool
}

// gormConfig: one transaction per unit is the kernel's business; prepared statements leak in GORM's cache.
func gormConfig(options Options) *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction:                   true,
		TranslateError:                           true,
		DisableAutomaticPing:                     true,
		DisableForeignKeyConstraintWhenMigrating: true,
		NowFunc:                                  func() time.Time { return options.Clock().UTC().Truncate(time.Millisecond) },
		Logger:                                   slowLog{options.Logger},
	}
}
