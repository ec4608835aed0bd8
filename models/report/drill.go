package report

import (
	"slices"
	"strconv"

	"gorm.io/gorm"

	"practicestation/models"
)

// Drill asks what a number is made of: one figure of one row, or of the total without a key.
type Drill struct {
	Query
	Code Code
	Key  string
}

// Contribution is one row behind a number, with what it adds to it: all of them come to the figure.
type Contribution struct {
	ID               int64
	Amount           int64
	Kind             string // what the id is of: entry, activity, plan_item, sign_up, volunteer, team, population, venue, service_request
	Name             string
	VolunteerName    string // as much of it as the actor may see; empty where it is about nobody
	On               models.Date
	OrganizationID   int64
	OrganizationName string
}

// Details lists the rows behind a number, and their sum. It fails with ErrPermission or ErrInvalid.
func Details(tx *models.Tx, drill Drill, page models.Page) (listed models.Paged[Contribution], sum int64, err error) {
	paths, err := drill.scope(tx)
	if err != nil {
		return listed, 0, err
	}
	figure, err := drill.figure()
	if err != nil {
		return listed, 0, err
	}
	facts, err := drill.behind(tx, paths, figure)
	if err != nil {
		return listed, 0, err
	}
	return contributions(tx, figure, facts, page)
}

// contributions lists what each of the facts adds to the figure, and their sum.
func contributions(tx *models.Tx, figure Figure, facts *gorm.DB, page models.Page) (listed models.Paged[Contribution], sum int64, err error) {
	subject, group, amount := "x.subject_id", "x.subject_id", "SUM(x."+string(figure.Code)+")"
	switch {
	case figure.first: // of each kind the first row stands for all
		subject, group, amount = "MIN(x.subject_id)", "x."+figure.distinct, "1"
	case figure.distinct != "":
		subject, group, amount = "x."+figure.distinct, "x."+figure.distinct, "1"
	}
	rows := facts.Where("x." + string(figure.Code) + " <> 0").Select(subject + " AS id, " + amount + " AS amount").Group(group)
	if err := tx.DB.Table("(?) AS d", rows).Select("COALESCE(SUM(d.amount), 0)").Scan(&sum).Error; err != nil {
		return listed, 0, err
	}
	order := models.Order[Contribution]{IDColumn: "d.id", ID: func(c *Contribution) int64 { return c.ID }}
	listed, err = models.Fetch(tx.DB.Table("(?) AS d", rows).Select("d.id, d.amount"), page, order)
	if err != nil {
		return listed, 0, err
	}
	return listed, sum, describe(tx, figure, listed.Items)
}

// figure is what is drilled into. A rate is made of two figures, which have rows of their own.
func (d Drill) figure() (Figure, error) {
	var faults models.Faults
	figure, known := FigureOf(d.Code)
	switch {
	case !known:
		faults.Add("figure", "enum", "没有这个指标，全部指标见 GET /figures。")
	case !slices.Contains(figure.Dimensions, d.Dimension):
		faults.Add("figure", "dimension", figure.Name+"不能按这个口径统计，请换一个口径。")
	case figure.IsRate():
		over, _ := FigureOf(figure.Over)
		under, _ := FigureOf(figure.Under)
		faults.Add("figure", "rate", figure.Name+"由两个数相除，请分别查看“"+over.Name+"”和“"+under.Name+"”的明细。")
	}
	return figure, faults.Err()
}

// behind selects the facts that a figure is counted from.
func (d Drill) behind(tx *models.Tx, paths []string, figure Figure) (*gorm.DB, error) {
	days, err := d.days()
	if err != nil {
		return nil, err
	}
	byKey := d.Key != "" && !d.Dimension.isTime()
	query, err := d.inScope(tx, paths, []Figure{figure}, days, byKey)
	if err != nil {
		return nil, err
	}
	if byKey {
		joined, key := d.keyOfFacts(tx, query, paths, figure.source)
		if query, err = d.withKey(joined, key); err != nil {
			return nil, err
		}
	}
	return query, nil
}

// days are those of the key in a dimension of time, and all of them otherwise.
func (d Drill) days() (span, error) {
	if d.Key == "" || !d.Dimension.isTime() {
		return span{d.From, d.To}, nil
	}
	for _, one := range d.periods() {
		if one.ID == d.Key {
			return one.days, nil
		}
	}
	return span{}, models.Unknown("key")
}

// withKey limits the facts to those of the key.
func (d Drill) withKey(query *gorm.DB, key string) (*gorm.DB, error) {
	switch {
	case d.Dimension == ByCategory:
		return query.Where(key+" = ?", d.Key), nil
	case d.Key == nowhere:
		return query.Where(key + " IS NULL"), nil
	case d.Dimension == ByAffiliation || d.Dimension == ByPlatform:
		return query.Where(key+" = ?", d.Key), nil
	}
	id, err := strconv.ParseInt(d.Key, 10, 64)
	if err != nil {
		return nil, models.Unknown("key")
	}
	return query.Where(key+" = ?", id), nil
}
