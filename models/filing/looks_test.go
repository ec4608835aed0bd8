package filing

import (
	"testing"
)

// TestALegendTellsTheBarsApart: hours of two kinds have one head, and their groups say which is which.
func TestALegendTellsTheBarsApart(t *testing.T) {
	t.Parallel()
	for _, definition := range Definitions() {
		b := &workbook{Shown: &Shown{Table: &Table{Columns: definition.Columns, Charted: definition.charted}}}
		seen := map[string]bool{}
		for _, key := range definition.charted {
			place := b.legend(at(definition.Columns, key))
			if seen[place] {
				t.Errorf("%s: two bars are called what stands in %s", definition.Name, place)
			}
			seen[place] = true
		}
		if len(definition.charted) > 0 && b.charted() == "" {
			t.Errorf("%s: nobody knows what the chart shows", definition.Name)
		}
	}
	definition, _ := definitionOf(Hours)
	b := &workbook{Shown: &Shown{Table: &Table{Columns: definition.Columns, Charted: definition.charted}}}
	if first, second := b.legend(at(definition.Columns, definition.charted[0])), b.legend(at(definition.Columns, definition.charted[1])); first != "$D$3" || second != "$H$3" {
		t.Errorf("the legend stands in %s and %s", first, second)
	}
}

// TestAStationIsCalledByItsVillage, and two of one village stay apart.
func TestAStationIsCalledByItsVillage(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"茶东社区新时代文明实践站": "茶东社区", "青山镇新时代文明实践所": "青山镇", "宜兴市新时代文明实践中心": "宜兴市", "茶东社区": "茶东社区",
		"茶东社区新时代文明实践站（阳羡路）": "茶东社区（阳羡路）", "新时代文明实践站": "新时代文明实践站",
	} {
		if got := unitOf(name); got != want {
			t.Errorf("%s is called %s, want %s", name, got, want)
		}
	}
}

// TestWhatIsMissingIsADash, and only what people write on the paper is blank.
func TestWhatIsMissingIsADash(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		c.live(7)
		made := c.draft(Activities, c.town)
		shown, book := c.show(made.ID), open(t, c.workbook(made.ID))
		for _, sheet := range []struct {
			name    string
			columns []Column
			rows    int
		}{{summarySheet, shown.Table.Columns, len(shown.Table.Rows)}, {detailSheet, shown.Table.DetailColumns, len(shown.Table.Details)}} {
			for _, line := range raw(t, book, sheet.name)[headRow : headRow+sheet.rows] {
				for i, column := range sheet.columns {
					if blank := i >= len(line) || line[i] == ""; blank != (column.Key == byHand) {
						t.Errorf("%s: %s is blank: %v", sheet.name, column.Key, blank)
					}
				}
			}
		}
	})
}
