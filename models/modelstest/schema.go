package modelstest

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"practicestation/models"
)

// Table is what a database says of one of its tables, in words that both dialects share.
type Table struct {
	Columns     map[string]Column
	PrimaryKey  []string
	UniqueKeys  []string // each is its columns in order, such as "team_id, name"
	Indexes     []string // the others; not those that MySQL makes for a foreign key by itself
	ForeignKeys []string // such as "team_id -> teams (id) on delete restrict on update restrict"
}

// Column is one column of a table; Type is a logical type: integer, real, time, bytes, text, char(12), varchar(64).
type Column struct {
	Type      string
	Nullable  bool
	Generated bool
	Numbered  bool // the database gives each row the next number, and none twice
}

// Schema reads the tables of the world's database, without those of the migration tool.
func Schema(t testing.TB, w *World) map[string]Table {
	t.Helper()
	raw := readSchema(t, w)
	tables := map[string]Table{}
	for _, c := range raw.columns {
		table := tables[c.TableName]
		if table.Columns == nil {
			table.Columns = map[string]Column{}
		}
		table.Columns[c.ColumnName] = Column{Type: logicalType(c.Type), Nullable: c.Nullable, Generated: c.Generated, Numbered: c.Numbered}
		if c.KeyPosition > 0 {
			table.PrimaryKey = append(table.PrimaryKey, c.ColumnName)
		}
		tables[c.TableName] = table
	}
	addKeys(tables, raw.keys)
	addForeignKeys(tables, raw.foreignKeys)
	for name, table := range tables {
		table.Indexes = ownIndexes(table)
		for _, list := range [][]string{table.PrimaryKey, table.UniqueKeys, table.Indexes, table.ForeignKeys} {
			slices.Sort(list)
		}
		tables[name] = table
	}
	maps.DeleteFunc(tables, func(name string, _ Table) bool { return strings.HasPrefix(name, "goose_") })
	return tables
}

// addKeys expects each key's columns in order, one after the other.
func addKeys(tables map[string]Table, rows []keyRow) {
	for first := 0; first < len(rows); {
		key, last := rows[first], first
		var columns []string
		for ; last < len(rows) && rows[last].TableName == key.TableName && rows[last].KeyName == key.KeyName; last++ {
			columns = append(columns, rows[last].ColumnName)
		}
		first = last
		table, text := tables[key.TableName], strings.Join(columns, ", ")
		if key.Partial {
			text += " (of some rows or of prefixes)"
		}
		if key.Unique {
			table.UniqueKeys = append(table.UniqueKeys, text)
		} else {
			table.Indexes = append(table.Indexes, text)
		}
		tables[key.TableName] = table
	}
}

func addForeignKeys(tables map[string]Table, rows []foreignKeyRow) {
	for first := 0; first < len(rows); {
		key, last := rows[first], first
		var from, to []string
		for ; last < len(rows) && rows[last].TableName == key.TableName && rows[last].KeyName == key.KeyName; last++ {
			from, to = append(from, rows[last].ColumnName), append(to, rows[last].TargetColumn)
		}
		first = last
		table := tables[key.TableName]
		table.ForeignKeys = append(table.ForeignKeys, fmt.Sprintf("%s -> %s (%s) on delete %s on update %s", strings.Join(from, ", "),
			key.TargetTable, strings.Join(to, ", "), reaction(key.OnDelete), reaction(key.OnUpdate)))
		tables[key.TableName] = table
	}
}

// ownIndexes leaves out an index that MySQL demands for a foreign key; SQLite has it only where we ask for it.
func ownIndexes(table Table) []string {
	var own []string
	for _, index := range table.Indexes {
		serves := func(key string) bool { return strings.HasPrefix(key, index+" -> ") }
		if !slices.ContainsFunc(table.ForeignKeys, serves) {
			own = append(own, index)
		}
	}
	return own
}

// reaction: both dialects refuse alike under the two names, SQLite at the end of the statement.
func reaction(rule string) string {
	if rule == "NO ACTION" {
		return "restrict"
	}
	return strings.ToLower(rule)
}

// typeName splits varchar(64) unsigned into its word and its size.
var typeName = regexp.MustCompile(`^([a-z]+)(\(([0-9, ]+)\))?`)

// logicalType keeps the width of short text, which SQLite does not enforce but which both files should state alike.
func logicalType(declared string) string {
	match := typeName.FindStringSubmatch(strings.ToLower(declared))
	if match == nil {
		return declared
	}
	switch match[1] {
	case "int", "integer", "bigint", "smallint", "tinyint", "mediumint", "boolean", "bool":
		return "integer"
	case "float", "double", "real", "decimal", "numeric":
		return "real"
	case "datetime", "timestamp":
		return "time"
	case "text", "tinytext", "mediumtext", "longtext", "json":
		return "text"
	case "blob", "tinyblob", "mediumblob", "longblob", "binary", "varbinary":
		return "bytes"
	}
	return match[0]
}

// schemaRows is what the database's own catalogue says, still ungrouped.
type schemaRows struct {
	columns     []columnRow
	keys        []keyRow
	foreignKeys []foreignKeyRow
}

type columnRow struct {
	TableName, ColumnName, Type   string
	Nullable, Generated, Numbered bool
	KeyPosition                   int
}

type keyRow struct {
	TableName, KeyName, ColumnName string
	Unique, Partial                bool
}

type foreignKeyRow struct {
	TableName, KeyName, ColumnName, TargetTable, TargetColumn, OnDelete, OnUpdate string
}

func readSchema(t testing.TB, w *World) schemaRows {
	t.Helper()
	queries := sqliteCatalogue
	if w.DB.Dialect == models.MySQL {
		queries = mysqlCatalogue
	}
	var rows schemaRows
	err := w.DB.Read(t.Context(), models.SystemActor("modelstest"), func(tx *models.Tx) error {
		return errors.Join(
			tx.DB.Raw(queries.columns).Scan(&rows.columns).Error,
			tx.DB.Raw(queries.keys).Scan(&rows.keys).Error,
			tx.DB.Raw(queries.foreignKeys).Scan(&rows.foreignKeys).Error,
		)
	})
	if err != nil {
		t.Fatalf("read the schema: %v", err)
	}
	return rows
}
