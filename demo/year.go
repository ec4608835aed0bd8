package demo

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/models/volunteer"
	"practicestation/testdata"
)

// How much life the year holds.
const (
	people     = 80
	fortnights = 26
)

// chance is the same at every run, so that two visitors see the same county.
func chance() *rand.Rand { return rand.New(rand.NewPCG(2026, 11)) } //nolint:gosec // examples, not secrets

// kind is a thing that stations do, with the affiliation that usually brings the people.
type kind struct {
	title, category, place, role string
	affiliation                  team.Affiliation
	hours                        int
}

var kinds = []kind{
	{"义务理发进村来", "扶贫帮困", "村民活动室", "理发师", team.WomensFederation, 3},
	{"理论宣讲“板凳会”", "理论宣讲", "文化礼堂", "宣讲员", team.Party, 2},
	{"河道清洁志愿行动", "卫生环保", "村口河埠头", "清洁员", team.YouthLeague, 3},
	{"老年人智能手机课", "科学普及", "实践站二楼教室", "辅导员", team.YouthLeague, 2},
	{"健康义诊", "医疗健身", "卫生室门前广场", "引导员", team.Union, 4},
	{"四点半课堂", "助学支教", "农家书屋", "辅导老师", team.WomensFederation, 2},
	{"平安夜巡", "平安综治", "村内主干道", "巡防员", team.Party, 2},
	{"送戏下乡", "文化文艺", "文化广场", "后勤", team.Union, 3},
}

func (c *county) foundTeams() error {
	names := map[team.Affiliation]string{team.Party: "党员先锋队", team.Union: "职工志愿服务队", team.YouthLeague: "青年突击队", team.WomensFederation: "巾帼志愿服务队"}
	return c.as(c.admin, func(tx *models.Tx) error {
		for _, affiliation := range team.Affiliations()[:4] {
			if _, err := team.CreateLine(tx, c.town.ID, affiliation, ""); err != nil {
				return err
			}
			made, err := team.Create(tx, team.Input{OrganizationID: c.town.ID, Name: c.town.Name + names[affiliation], Affiliation: affiliation, Category: "综合服务"})
			if err != nil {
				return err
			}
			c.teams = append(c.teams, made.ID)
		}
		logins, err := account.List(tx, account.Filter{Phone: demoPhone(4)}, models.Page{Limit: 1})
		if err != nil {
			return err
		}
		_, err = team.HandOver(tx, c.teams[2], team.Handover{AccountID: logins.Items[0].ID})
		return err
	})
}

func (c *county) register() error {
	persons, err := names()
	if err != nil {
		return err
	}
	r := chance()
	return c.as(models.SystemActor("station demo"), func(tx *models.Tx) error {
		for i, name := range persons {
			who, err := account.FindOrCreateByWechat(tx, "dev:"+name, name)
			if err != nil {
				return err
			}
			tx.Actor = models.Actor{AccountID: who.ID, Name: name}
			born := time.Date(1950+r.IntN(58), time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
			profile, err := volunteer.Save(tx, volunteer.Input{
				Name: name, Gender: []volunteer.Gender{volunteer.Male, volunteer.Female}[i%2],
				BornOn: born.Format(time.DateOnly), Phone: fmt.Sprintf("1980000%04d", i), ResidenceID: c.stations[i%len(c.stations)].ID,
			})
			if err != nil {
				return err
			}
			tx.Actor.VolunteerID = profile.ID
			if _, err := team.RequestMembership(tx, c.teams[i%len(c.teams)]); err != nil {
				return err
			}
			c.volunteers = append(c.volunteers, tx.Actor)
		}
		return c.approveMembers(tx)
	})
}

// approveMembers takes four of five in; the others still wait for the visitor to decide.
func (c *county) approveMembers(tx *models.Tx) error {
	tx.Actor = c.admin
	for _, id := range c.teams {
		asked, err := team.Members(tx, id, team.Requested, models.Page{Limit: people})
		if err != nil {
			return err
		}
		for i, member := range asked.Items {
			if i%5 == 4 {
				continue
			}
			if _, err := team.ApproveMember(tx, member.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// names puts the shipped surnames and given names together, each person once.
func names() ([]string, error) {
	surnames, err := csv.NewReader(bytes.NewReader(testdata.Surnames)).ReadAll()
	if err != nil {
		return nil, err
	}
	given, err := csv.NewReader(bytes.NewReader(testdata.GivenNames)).ReadAll()
	if err != nil {
		return nil, err
	}
	r := chance()
	var all []string
	seen := map[string]bool{}
	for len(all) < people {
		name := surnames[1+r.IntN(len(surnames)-1)][0] + given[1+r.IntN(len(given)-1)][0]
		if !seen[name] {
			seen[name] = true
			all = append(all, name)
		}
	}
	return all, nil
}

// liveAYear lets each station hold an activity every second week, from sign-up to confirmed hours.
func (c *county) liveAYear() error {
	r := chance()
	for fortnight := range fortnights {
		for i, station := range c.stations {
			day := c.now.AddDate(0, 0, -14*(fortnights-fortnight)+i%5)
			start := time.Date(day.Year(), day.Month(), day.Day(), 8+r.IntN(7), 30*r.IntN(2), 0, 0, c.db.Zone)
			if err := c.hold(r, station, kinds[(fortnight+i)%len(kinds)], start, fortnight == fortnights-1); err != nil {
				return err
			}
		}
	}
	return nil
}

// hold lets one activity happen; the newest ones leave their hours for the visitor to confirm.
func (c *county) hold(r *rand.Rand, station organization.Organization, what kind, start time.Time, newest bool) error {
	end := start.Add(time.Duration(what.hours) * time.Hour)
	joining := 4 + r.IntN(6)
	shift, err := c.publish(station, what, start, start.AddDate(0, 0, -7), joining, 3)
	if err != nil {
		return err
	}
	c.clock.hold(start.AddDate(0, 0, -2))
	signUps, err := c.join(r, shift, joining+1)
	if err != nil {
		return err
	}
	if err := c.attend(r, signUps, start, end); err != nil || newest {
		return err
	}
	c.clock.hold(end.AddDate(0, 0, 1))
	return c.as(c.admin, func(tx *models.Tx) error { return confirmAll(tx, shift) })
}

func (c *county) publish(station organization.Organization, what kind, start, publishedAt time.Time, capacity, waiting int) (int64, error) {
	c.clock.hold(publishedAt)
	end := start.Add(time.Duration(what.hours) * time.Hour)
	host := c.teams[0]
	for i, affiliation := range team.Affiliations()[:4] {
		if affiliation == what.affiliation {
			host = c.teams[i]
		}
	}
	var shift, branded int64
	if station.ID == c.stations[0].ID && what.title == kinds[0].title {
		branded = c.brand
	}
	declared, _ := activity.Exclusions()
	err := c.as(c.admin, func(tx *models.Tx) error {
		made, err := activity.Create(tx, activity.Input{
			StationID: station.ID, TeamID: host, Title: what.title, Category: what.category,
			Place: station.Name + what.place, StartsAt: start, EndsAt: end, BrandID: &branded,
			DeclarationVersion: declared,
			Shifts:             []activity.ShiftInput{{Role: what.role, StartsAt: start, EndsAt: end, Capacity: int64(capacity), WaitlistCapacity: int64(waiting)}},
		})
		if err != nil {
			return err
		}
		shifts, err := activity.ShiftsOf(tx, made.ID)
		if err != nil {
			return err
		}
		shift = shifts[made.ID][0].ID
		_, err = activity.Publish(tx, made.ID)
		return err
	})
	return shift, err
}

// join signs so many people up; who has another shift at that time is passed over.
func (c *county) join(r *rand.Rand, shift int64, count int) ([]int64, error) {
	var requests []activity.Request
	for _, i := range r.Perm(len(c.volunteers))[:count] {
		requests = append(requests, activity.Request{VolunteerID: c.volunteers[i].VolunteerID, Actor: c.volunteers[i]})
	}
	var confirmed []int64
	err := c.as(models.SystemActor("station demo"), func(tx *models.Tx) error {
		confirmed = nil
		outcomes, err := activity.SignUpAll(tx, shift, requests)
		for _, outcome := range outcomes {
			if outcome.SignUp != nil && outcome.SignUp.Status == activity.SignedUp {
				confirmed = append(confirmed, outcome.SignUp.ID)
			}
		}
		return err
	})
	return confirmed, err
}

// attend ticks the roster: most come and sign out, one in fifteen stays away, one in twenty forgets to sign out.
func (c *county) attend(r *rand.Rand, signUps []int64, start, end time.Time) error {
	var present []int64
	c.clock.hold(start.Add(-5 * time.Minute))
	err := c.as(c.keeper, func(tx *models.Tx) error {
		for _, id := range signUps {
			if r.IntN(15) == 0 {
				continue
			}
			if _, err := activity.Tick(tx, id, activity.In); err != nil {
				return err
			}
			present = append(present, id)
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.clock.hold(end.Add(-time.Duration(r.IntN(20)) * time.Minute))
	return c.as(c.keeper, func(tx *models.Tx) error {
		for _, id := range present {
			if r.IntN(20) == 0 {
				continue
			}
			if _, err := activity.Tick(tx, id, activity.Out); err != nil {
				return err
			}
		}
		return nil
	})
}

// planAhead leaves something to do: one activity that is going on, and for each station one to sign up for, some full.
func (c *county) planAhead() error {
	r := chance()
	now := c.now.In(c.db.Zone).Truncate(time.Hour)
	if _, err := c.publish(c.stations[0], kinds[3], now, now.AddDate(0, 0, -3), 20, 5); err != nil {
		return err
	}
	for i, station := range c.stations {
		day := now.AddDate(0, 0, 2+i)
		start := time.Date(day.Year(), day.Month(), day.Day(), 9, 0, 0, 0, c.db.Zone)
		shift, err := c.publish(station, kinds[i%len(kinds)], start, now.AddDate(0, 0, -1), 3+4*(i%3), 5)
		if err != nil {
			return err
		}
		if _, err := c.join(r, shift, 5); err != nil {
			return err
		}
	}
	for _, person := range c.volunteers[:3] {
		c.made.Volunteers = append(c.made.Volunteers, person.Name)
	}
	return nil
}
