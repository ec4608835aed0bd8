package modelstest

import (
	"database/sql"
	"maps"
	"reflect"
	"slices"
	"testing"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"practicestation/models"
)

// MatchesSchema checks that each GORM struct and its table name the same columns, both ways, and agree on what may be
// NULL: a NULL does not fit into a plain field, and a pointer to a column without NULL invites one.
func MatchesSchema(t testing.TB, w *World, entities ...any) {
	t.Helper()
	tables := Schema(t, w)
	err := w.DB.Read(t.Context(), models.SystemActor("modelstest"), func(tx *models.Tx) error {
		for _, entity := range entities {
			statement := &gorm.Statement{DB: tx.DB}
			if err := statement.Parse(entity); err != nil {
				t.Errorf("%T: %v", entity, err)
				continue
			}
			matchTable(t, statement.Schema, tables)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("read: %v", err)
	}
}

func matchTable(t testing.TB, entity *schema.Schema, tables map[string]Table) {
	t.Helper()
	table, found := tables[entity.Table]
	if !found {
		t.Errorf("%s: there is no table %s", entity.Name, entity.Table)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(table.Columns)) {
		if entity.FieldsByDBName[name] == nil {
			t.Errorf("%s: the column %s.%s has no field", entity.Name, entity.Table, name)
		}
	}
	for _, name := range entity.DBNames {
		matchColumn(t, entity, entity.FieldsByDBName[name], table)
	}
	var key []string
	for _, field := range entity.PrimaryFields {
		key = append(key, field.DBName)
	}
	slices.Sort(key)
	if !slices.Equal(key, table.PrimaryKey) {
		t.Errorf("%s: the struct's key is %v, that of %s is %v", entity.Name, key, entity.Table, table.PrimaryKey)
	}
}

func matchColumn(t testing.TB, entity *schema.Schema, field *schema.Field, table Table) {
	t.Helper()
	column, found := table.Columns[field.DBName]
	switch {
	case !found:
		t.Errorf("%s.%s: the table %s has no column %s", entity.Name, field.Name, entity.Table, field.DBName)
	case column.Nullable && !takesNull(field.FieldType):
		t.Errorf("%s.%s: %s.%s may be NULL, the field cannot", entity.Name, field.Name, entity.Table, field.DBName)
	case !column.Nullable && field.FieldType.Kind() == reflect.Pointer:
		t.Errorf("%s.%s: the field may be nil, %s.%s cannot be NULL", entity.Name, field.Name, entity.Table, field.DBName)
	}
}

// takesNull: a pointer, a slice of bytes, or a type that scans by itself; time.Time does not.
func takesNull(field reflect.Type) bool {
	return field.Kind() == reflect.Pointer || field.Kind() == reflect.Slice ||
		reflect.PointerTo(field).Implements(reflect.TypeFor[sql.Scanner]())
}
