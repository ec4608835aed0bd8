package organization

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"practicestation/models"
)

// Division (行政区划) is one row of a table of administrative divisions: a county, a town, or a village or community.
type Division struct {
	Source     string // "stations.csv:17", to name a bad row
	Code       string // 12 digits
	Name       string
	ParentCode string
	Level      Level
}

// ErrDivisions names every bad row of the files; nothing was imported.
var ErrDivisions = models.NewOperatorError("divisions_invalid", "区划表有错误，什么都没有导入。请按下列各行改好后重新导入。")

// levels maps the statistics bureau's tiers to ours.
var levels = map[string]Level{"3": Center, "4": Institute, "5": Station}

// ReadDivisions reads a CSV file with the columns code, name, parent_code and level; further columns are left alone.
// It returns the rows that can be read and the faults of all others.
func ReadDivisions(source string, file io.Reader) ([]Division, models.Faults) {
	var faults models.Faults
	buffered := bufio.NewReader(file)
	if mark, _ := buffered.Peek(3); string(mark) == "\uFEFF" {
		_, _ = buffered.Discard(3)
	}
	rows := csv.NewReader(buffered)
	columns, err := header(rows)
	if err != nil {
		faults.Add(source, "header", "第一行要有 code、name、parent_code、level 四个列名。")
		return nil, faults
	}
	var divisions []Division
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return divisions, faults
		}
		if err != nil {
			faults.Add(brokenAt(source, err), "row", "这一行的列数或引号不对。")
			if !errors.Is(err, csv.ErrFieldCount) {
				return divisions, faults // behind a wrong quotation mark nobody knows where a row ends
			}
			continue
		}
		line, _ := rows.FieldPos(0)
		place := fmt.Sprintf("%s:%d", source, line)
		division := divisionOf(place, row, columns)
		if found := division.faults(); len(found) > 0 {
			faults = append(faults, found...)
			continue
		}
		divisions = append(divisions, division)
	}
}

func divisionOf(place string, row []string, columns map[string]int) Division {
	return Division{
		Source: place, Code: row[columns["code"]], Name: row[columns["name"]],
		ParentCode: row[columns["parent_code"]], Level: levels[row[columns["level"]]],
	}
}

func brokenAt(source string, err error) string {
	var broken *csv.ParseError
	if errors.As(err, &broken) {
		return fmt.Sprintf("%s:%d", source, broken.StartLine)
	}
	return source
}

func header(rows *csv.Reader) (map[string]int, error) {
	names, err := rows.Read()
	if err != nil {
		return nil, err
	}
	columns := map[string]int{}
	for i, name := range names {
		columns[name] = i
	}
	for _, needed := range []string{"code", "name", "parent_code", "level"} {
		if _, there := columns[needed]; !there {
			return nil, errors.New("missing column " + needed)
		}
	}
	return columns, nil
}

func (d *Division) faults() models.Faults {
	var faults models.Faults
	if !regionCode.MatchString(d.Code) || !regionCode.MatchString(d.ParentCode) {
		faults.Add(d.Source, "code", "code 和 parent_code 都要是 12 位数字。")
	}
	if d.Level == "" {
		faults.Add(d.Source, "level", "level 只能是 3（县级）、4（乡级）或 5（村级）。")
	}
	if name, ok := models.CleanName(d.Name); !ok || name != d.Name || len([]rune(name)) > 50 {
		faults.Add(d.Source, "name", "名称要有 1 到 50 个字，首尾不能有空格。")
	}
	return faults
}

// Imported counts what an import did.
type Imported struct{ Created, Updated, Unchanged int }

// ImportDivisions makes the tree of the divisions, all of them or none; rows that are there already stay, with the name
// of the file. A center made by the set-up before it had a region code becomes the county of the file.
// It fails with ErrDivisions, which names every bad row in the order of the files: those that reading has found already,
// and those whose place in the tree is wrong.
func ImportDivisions(tx *models.Tx, divisions []Division, unread ...models.FieldError) (Imported, error) {
	var done Imported
	if err := lockTree(tx); err != nil {
		return done, err
	}
	known, err := byRegionCode(tx)
	if err != nil {
		return done, err
	}
	divisions = slices.Clone(divisions)
	rank := map[Level]int{Center: 0, Institute: 1, Station: 2}
	slices.SortStableFunc(divisions, func(a, b Division) int { return rank[a.Level] - rank[b.Level] })
	if faults := append(slices.Clone(unread), misplaced(divisions, known)...); len(faults) > 0 {
		slices.SortStableFunc(faults, byPlace)
		return done, ErrDivisions.WithFields(faults...)
	}
	for _, division := range divisions {
		if err := place(tx, division, known, &done); err != nil {
			return Imported{}, err
		}
	}
	return done, nil
}

// byPlace sorts faults by file and then by line: "towns.csv:9" comes before "towns.csv:10".
func byPlace(a, b models.FieldError) int {
	aFile, aLine, _ := strings.Cut(a.Field, ":")
	bFile, bLine, _ := strings.Cut(b.Field, ":")
	return cmp.Or(strings.Compare(aFile, bFile), cmp.Compare(len(aLine), len(bLine)), strings.Compare(aLine, bLine))
}

func byRegionCode(tx *models.Tx) (map[string]*Organization, error) {
	var all []Organization
	if err := tx.DB.Where("region_code IS NOT NULL").Find(&all).Error; err != nil {
		return nil, err
	}
	known := make(map[string]*Organization, len(all))
	for i := range all {
		known[*all[i].RegionCode] = &all[i]
	}
	return known, nil
}

// misplaced names the rows whose code comes twice, whose parent is nowhere or of the wrong tier, a second county, and what
// hangs elsewhere in the tree already: past activities count for where they took place.
func misplaced(divisions []Division, known map[string]*Organization) models.Faults {
	var faults models.Faults
	tier := map[string]Level{}
	county := ""
	for code, organization := range known {
		tier[code] = organization.Level
		if organization.Level == Center {
			county = code
		}
	}
	seen := map[string]string{}
	for _, d := range divisions {
		if first, twice := seen[d.Code]; twice {
			faults.Add(d.Source, "duplicate_code", "代码 "+d.Code+" 在 "+first+" 已经出现过。")
			continue
		}
		seen[d.Code], tier[d.Code] = d.Source, d.Level
		switch {
		case d.Level == Center && county != "" && county != d.Code:
			faults.Add(d.Source, "second_county", "一套系统只服务一个县（市、区），这里出现了第二个："+d.Name+"。")
		case d.Level == Center:
			county = d.Code
		case tier[d.ParentCode] != above[d.Level]:
			faults.Add(d.Source, "parent_not_found", "上级 "+d.ParentCode+" 不在文件和系统中，或层级不对。")
		case known[d.Code].moves(d, known[d.ParentCode]):
			faults.Add(d.Source, "moved", "代码 "+d.Code+" 在系统中的层级或上级与这一行不同，导入不能移动组织。")
		}
	}
	return faults
}

// moves reports whether the row would put the organization, which may be missing, on another tier or under another parent.
func (o *Organization) moves(d Division, parent *Organization) bool {
	return o != nil && (o.Level != d.Level || parent == nil || o.ParentID == nil || *o.ParentID != parent.ID)
}

// place puts one division into the tree below its parent, which the order of tiers has put there before.
func place(tx *models.Tx, d Division, known map[string]*Organization, done *Imported) error {
	in := Input{Name: d.Name, Level: d.Level, RegionCode: d.Code}
	current := known[d.Code]
	if current == nil && d.Level == Center {
		center, err := FindCenter(tx)
		if err != nil && !models.IsCode(err, ErrNotFound) {
			return err
		}
		current = center
	}
	switch {
	case current == nil:
		created, err := found(tx, in, known[d.ParentCode])
		known[d.Code] = created
		done.Created++
		return at(d, err)
	case current.Name == d.Name && current.RegionCode != nil:
		done.Unchanged++
		return nil
	}
	if err := free(tx, in, known[d.ParentCode], current.ID); err != nil {
		return at(d, err)
	}
	if err := tx.UpdateVersion(current, current.ID, current.Version, map[string]any{"name": d.Name, "region_code": d.Code}); err != nil {
		return raced(tx, err)
	}
	tx.Audit(models.AuditEntry{
		Action: "organization.update", Subject: "organization", SubjectID: current.ID, OrganizationID: current.ID,
		Before: map[string]any{"name": current.Name}, After: map[string]any{"name": d.Name, "region_code": d.Code},
	})
	known[d.Code] = current
	done.Updated++
	return nil
}

func found(tx *models.Tx, in Input, parent *Organization) (*Organization, error) {
	if in.Level == Center {
		return FoundCenter(tx, in.Name, in.RegionCode)
	}
	return insert(tx, in, parent)
}

// at names the row at fault when a rule of the tree refuses it.
func at(d Division, err error) error {
	var refused *models.Error
	if errors.As(err, &refused) && refused.Kind == models.Conflict {
		return ErrDivisions.WithFields(models.FieldError{Field: d.Source, Code: refused.Code, Message: refused.Message})
	}
	return err
}
