package modelstest

// catalogue is how to ask one dialect for its schema, in the order that the readers group by.
type catalogue struct{ columns, keys, foreignKeys string }

var sqliteCatalogue = catalogue{
	columns: `SELECT m.name AS table_name, c.name AS column_name, c.type, c."notnull" = 0 AS nullable,
			c.hidden IN (2, 3) AS generated, c.pk AS key_position, c.pk = 1 AND m.sql LIKE '%AUTOINCREMENT%' AS numbered
		FROM sqlite_master m JOIN pragma_table_xinfo(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid`,
	keys: `SELECT m.name AS table_name, l.name AS key_name, COALESCE(c.name, '(expression)') AS column_name,
			l."unique" AS "unique", l.partial
		FROM sqlite_master m JOIN pragma_index_list(m.name) l JOIN pragma_index_info(l.name) c
		WHERE m.type = 'table' AND l.origin <> 'pk' ORDER BY m.name, l.name, c.seqno`,
	foreignKeys: `SELECT m.name AS table_name, f.id AS key_name, f."from" AS column_name, f."table" AS target_table,
			COALESCE(f."to", 'id') AS target_column, f.on_delete, f.on_update
		FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
		WHERE m.type = 'table' ORDER BY m.name, f.id, f.seq`,
}

// Each table of the catalogue is asked for this database by name: otherwise the server opens the tables of every other test's.
var mysqlCatalogue = catalogue{
	columns: `SELECT c.table_name AS table_name, c.column_name AS column_name, c.column_type AS type,
			c.is_nullable = 'YES' AS nullable, COALESCE(c.generation_expression, '') <> '' AS ` + "`generated`" + `,
			c.extra LIKE '%auto_increment%' AS numbered,
			COALESCE((SELECT s.seq_in_index FROM information_schema.statistics s WHERE s.table_schema = DATABASE()
				AND s.table_name = c.table_name AND s.column_name = c.column_name AND s.index_name = 'PRIMARY'), 0) AS key_position
		FROM information_schema.columns c WHERE c.table_schema = DATABASE() ORDER BY c.table_name, c.ordinal_position`,
	keys: `SELECT table_name AS table_name, index_name AS key_name, COALESCE(column_name, '(expression)') AS column_name,
			non_unique = 0 AS ` + "`unique`" + `, sub_part IS NOT NULL AS ` + "`partial`" + `
		FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name <> 'PRIMARY'
		ORDER BY table_name, index_name, seq_in_index`,
	foreignKeys: `SELECT k.table_name AS table_name, k.constraint_name AS key_name, k.column_name AS column_name,
			k.referenced_table_name AS target_table, k.referenced_column_name AS target_column,
			r.delete_rule AS on_delete, r.update_rule AS on_update
		FROM information_schema.key_column_usage k
		JOIN information_schema.referential_constraints r ON r.constraint_schema = DATABASE()
			AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
		WHERE k.table_schema = DATABASE() AND k.referenced_table_name IS NOT NULL
		ORDER BY k.table_name, k.constraint_name, k.ordinal_position`,
}
