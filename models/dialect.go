package models

import (
	"strings"

	"gorm.io/driver/mysql"
	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/schema"
)

// mysqlDialect is GORM's MySQL dialect; only its errors keep the driver's cause.
type mysqlDialect struct{ *mysql.Dialector }

// Translate names a broken constraint.
func (mysqlDialect) Translate(err error) error { return constraint(err) }

// sqliteDialect speaks SQLite to GORM over the pure Go engine. GORM's own SQLite dialect links a second, C, engine for
// its migrator alone; the schema here belongs to goose, so what is left of a dialect is this.
type sqliteDialect struct{ pool gorm.ConnPool }

// Name is how GORM and goose call the dialect.
func (sqliteDialect) Name() string { return "sqlite" }

// Initialize registers GORM's statements on the pool.
func (d sqliteDialect) Initialize(db *gorm.DB) error {
	db.ConnPool = d.pool
	callbacks.RegisterDefaultCallbacks(db, &callbacks.Config{
		CreateClauses:        []string{"INSERT", "VALUES", "ON CONFLICT"},
		UpdateClauses:        []string{"UPDATE", "SET", "WHERE"},
		DeleteClauses:        []string{"DELETE", "FROM", "WHERE"},
		LastInsertIDReversed: true,
	})
	// There is one writer, begun IMMEDIATE: a row lock has nothing to add.
	db.ClauseBuilders["FOR"] = func(clause.Clause, clause.Builder) {}
	return nil
}

// Migrator is none: goose owns the schema.
func (sqliteDialect) Migrator(*gorm.DB) gorm.Migrator { return nil }

// DataTypeOf is empty: no column is ever made from a struct.
func (sqliteDialect) DataTypeOf(*schema.Field) string { return "" }

// DefaultValueOf lets the database choose a new row's number.
func (sqliteDialect) DefaultValueOf(*schema.Field) clause.Expression { return clause.Expr{SQL: "NULL"} }

// BindVarTo writes a placeholder.
func (sqliteDialect) BindVarTo(writer clause.Writer, _ *gorm.Statement, _ any) {
	_ = writer.WriteByte('?')
}

// QuoteTo quotes a name or a qualified name.
func (sqliteDialect) QuoteTo(writer clause.Writer, name string) {
	quoted := "`" + strings.ReplaceAll(strings.ReplaceAll(name, "`", "``"), ".", "`.`") + "`"
	_, _ = writer.WriteString(quoted)
}

// Explain renders a statement for a log; values are left out there by ParameterizedQueries.
func (sqliteDialect) Explain(sql string, values ...any) string {
	return logger.ExplainSQL(sql, nil, `'`, values...)
}

// Translate names a broken constraint.
func (sqliteDialect) Translate(err error) error { return constraint(err) }
