package modelstest

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// dump writes the statements that make the database's tables and rows in another database on the same server.
func dump(ctx context.Context, admin *sql.DB, database string) (string, error) {
	tables, err := tablesOf(ctx, admin, database)
	if err != nil {
		return "", err
	}
	var statements strings.Builder
	for _, table := range tables {
		source := quote(database) + "." + quote(table)
		var name, definition string
		if err := admin.QueryRowContext(ctx, "SHOW CREATE TABLE "+source).Scan(&name, &definition); err != nil {
			return "", fmt.Errorf("read the definition of %s: %w", table, err)
		}
		fmt.Fprintf(&statements, "%s;\n", definition)
		var filled bool
		if err := admin.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM "+source+")").Scan(&filled); err != nil {
			return "", fmt.Errorf("look into %s: %w", table, err)
		}
		if filled {
			fmt.Fprintf(&statements, "INSERT INTO %s SELECT * FROM %s;\n", quote(table), source)
		}
	}
	return statements.String(), nil
}

// tablesOf lists the tables, and refuses what a dump would lose: views and triggers.
func tablesOf(ctx context.Context, admin *sql.DB, database string) ([]string, error) {
	const objects = `SELECT table_name AS name, table_type AS type FROM information_schema.tables WHERE table_schema = ?
		UNION ALL SELECT trigger_name, 'TRIGGER' FROM information_schema.triggers WHERE trigger_schema = ? ORDER BY name`
	rows, err := admin.QueryContext(ctx, objects, database, database)
	if err != nil {
		return nil, fmt.Errorf("list the tables of %s: %w", database, err)
	}
	defer func() { _ = rows.Close() }()
	var tables []string
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			return nil, err
		}
		if kind != "BASE TABLE" {
			return nil, fmt.Errorf("%s is a %s, which modelstest cannot copy", name, kind)
		}
		tables = append(tables, name)
	}
	return tables, rows.Err()
}
