package organization

import (
	"slices"
	"strconv"
	"strings"

	"practicestation/models"
)

// Scope lists the paths below which the actor may count: all where they have the permission, or that of the one organization.
// It fails with ErrPermission or ErrInvalid.
func Scope(tx *models.Tx, permission models.Permission, id int64) ([]string, error) {
	paths := tx.Actor.Paths(permission)
	if len(paths) == 0 {
		return nil, models.ErrPermission
	}
	if id == 0 {
		return paths, nil
	}
	of, err := models.Find[Organization](tx, id, models.Unknown("organization_id"))
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(permission, of.Path) {
		return nil, models.ErrPermission
	}
	return []string{of.Path}, nil
}

// Tops lists the organizations of the paths that lie below no other of them.
func Tops(paths []string) []int64 {
	var ids []int64
	for i, path := range paths {
		below := slices.ContainsFunc(paths, func(other string) bool { return other != path && strings.HasPrefix(path, other) })
		if below || slices.Contains(paths[:i], path) {
			continue
		}
		parts := strings.Split(strings.Trim(path, "/"), "/")
		id, _ := strconv.ParseInt(parts[len(parts)-1], 10, 64)
		ids = append(ids, id)
	}
	return ids
}

// Branches is SQL that says of each organization in the scope to which branch it belongs, as organization_id and id: to the child of
// a top which it lies below, or to the top itself. The numbers are written out, so it stands in any statement without values.
func Branches(paths []string) string {
	tops := []string{"0"} // nobody's: a list must have something
	for _, id := range Tops(paths) {
		tops = append(tops, strconv.FormatInt(id, 10))
	}
	list := strings.Join(tops, ", ")
	return "SELECT d.id AS organization_id, c.id AS id FROM organizations AS c JOIN organizations AS d ON SUBSTR(d.path, 1, LENGTH(c.path)) = c.path" +
		" WHERE c.parent_id IN (" + list + ") UNION ALL SELECT r.id, r.id FROM organizations AS r WHERE r.id IN (" + list + ")"
}
