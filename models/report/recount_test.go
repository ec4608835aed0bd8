package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/hours"
	"practicestation/models/organization"
)

// recount counts the entries in plain Go, by the key that the function gives each of them.
func (c *county) recount(from, to models.Date, below *organization.Organization, key func(hours.Entry) string) (map[string]Figures, Figures) {
	type sets struct{ activities, people map[int64]bool }
	counted, seen := map[string]Figures{}, map[string]sets{}
	add := func(key string, entry hours.Entry) {
		if _, known := seen[key]; !known {
			seen[key] = sets{map[int64]bool{}, map[int64]bool{}}
		}
		seen[key].activities[entry.ActivityID], seen[key].people[entry.VolunteerID] = true, true
		figures := counted[key]
		figures.Attendances++
		figures.Minutes += entry.Minutes
		figures.Activities, figures.People = int64(len(seen[key].activities)), int64(len(seen[key].people))
		counted[key] = figures
	}
	for _, entry := range c.entries {
		if entry.Status != hours.Confirmed || entry.ServedOn < from || entry.ServedOn >= to || !strings.HasPrefix(c.pathOf(entry.StationID), below.Path) {
			continue
		}
		add(key(entry), entry)
		add("total", entry)
	}
	total := counted["total"]
	delete(counted, "total")
	return counted, total
}

func (c *county) pathOf(stationID int64) string {
	for _, station := range c.stations {
		if station.ID == stationID {
			return station.Path
		}
	}
	return ""
}

func (c *county) keyOf(dimension Dimension) func(hours.Entry) string {
	return map[Dimension]func(hours.Entry) string{
		ByStation: func(e hours.Entry) string { return strconv.FormatInt(e.StationID, 10) },
		ByTeam:    func(e hours.Entry) string { return strconv.FormatInt(e.TeamID, 10) },
		ByMonth:   func(e hours.Entry) string { return string(e.ServedOn[:7]) },
		ByYear:    func(e hours.Entry) string { return string(e.ServedOn[:4]) },
		ByQuarter: func(e hours.Entry) string { return quarterOf(e.ServedOn) },
		ByPlatform: func(e hours.Entry) string {
			if platform := c.activityOf(e.ActivityID).Platform; platform != nil {
				return string(*platform)
			}
			return "none"
		},
		ByBrand: func(e hours.Entry) string {
			if brand := c.activityOf(e.ActivityID).BrandID; brand != nil {
				return strconv.FormatInt(*brand, 10)
			}
			return "none"
		},
		ByAffiliation: func(e hours.Entry) string {
			for _, one := range c.teams {
				if one.ID == e.TeamID {
					return string(one.Affiliation)
				}
			}
			return ""
		},
		ByCategory: func(e hours.Entry) string { return c.activityOf(e.ActivityID).Category },
	}[dimension]
}

func (c *county) activityOf(id int64) activity.Activity {
	for _, one := range c.activities {
		if one.ID == id {
			return one
		}
	}
	return activity.Activity{}
}

// childOf is the child of the organization below which the place lies, or the organization itself.
func (c *county) childOf(below *organization.Organization, placeID int64) string {
	for _, child := range append([]*organization.Organization{c.east, c.west}, c.stations...) {
		if *child.ParentID == below.ID && strings.HasPrefix(c.pathOf(placeID), child.Path) {
			return strconv.FormatInt(child.ID, 10)
		}
	}
	return strconv.FormatInt(below.ID, 10)
}

// quarterOf is the key of the quarter of a day.
func quarterOf(day models.Date) string {
	return fmt.Sprintf("%s-Q%d", day[:4], (int(day.In(time.UTC).Month())+2)/3)
}
