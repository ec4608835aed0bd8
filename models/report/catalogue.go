package report

import "slices"

// Code is what a figure is called in the contract.
type Code string

// The figures, by what they are counted from.
const (
	Activities  Code = "activities"
	Attendances Code = "attendances"
	People      Code = "people"
	Minutes     Code = "minutes"

	PlannedItems    Code = "planned_items"
	CarriedOutItems Code = "carried_out_items"

	HeldActivities      Code = "held_activities"
	CancelledActivities Code = "cancelled_activities"
	RequestedActivities Code = "requested_activities"
	Beneficiaries       Code = "beneficiaries"
	HeldCategories      Code = "held_categories"
	HeldStations        Code = "held_stations"

	NoShows Code = "no_shows"

	RegisteredVolunteers Code = "registered_volunteers"
	RealNamedVolunteers  Code = "real_named_volunteers"
	NewVolunteers        Code = "new_volunteers"
	ActiveVolunteers     Code = "active_volunteers"
	Minors               Code = "minors"
	Seniors              Code = "seniors"
	StarVolunteers       Code = "star_volunteers"
	OneStar              Code = "one_star_volunteers"
	TwoStars             Code = "two_star_volunteers"
	ThreeStars           Code = "three_star_volunteers"
	FourStars            Code = "four_star_volunteers"
	FiveStars            Code = "five_star_volunteers"

	Teams        Code = "teams"
	Residents    Code = "residents"
	LargestVenue Code = "largest_venue"

	ReceivedRequests   Code = "received_requests"
	DispatchedRequests Code = "dispatched_requests"
	TakenRequests      Code = "taken_requests"
	DeclinedRequests   Code = "declined_requests"
	CompletedRequests  Code = "completed_requests"
	DueRequests        Code = "due_requests"
	InTimeRequests     Code = "in_time_requests"
	RatedRequests      Code = "rated_requests"
	SatisfiedRequests  Code = "satisfied_requests"
	RatingPoints       Code = "rating_points"

	OnPlanRate         Code = "on_plan_rate"
	AverageAttendances Code = "average_attendances"
	AverageMinutes     Code = "average_minutes"
	RegistrationRate   Code = "registration_rate"
	RealNamedRate      Code = "real_named_rate"
	ActiveRate         Code = "active_rate"
	InTimeRate         Code = "in_time_rate"
	SatisfactionRate   Code = "satisfaction_rate"
	AverageScore       Code = "average_score"
)

// Figure (指标) is one number of the statistics, with the one definition of it that there is.
type Figure struct {
	Code       Code
	Name       string
	Unit       string
	Meaning    string // which rows count, by which date, in which state
	Dimensions []Dimension
	Overlaps   map[Dimension]string // by which its rows do not add up to the total, and why
	Over       Code                 // of a rate: what is divided,
	Under      Code                 // by what; a rate is nothing where that is 0 or missing

	source   source
	distinct string // the column whose different values are counted; empty: the amounts are added up
	first    bool   // behind a figure of different values stands the first row of each
}

// AddsUp reports whether the rows of the dimension add up to the total.
func (f *Figure) AddsUp(dimension Dimension) bool { return f.Overlaps[dimension] == "" }

// rolledUp reports whether the totals of the ledger answer the figure. What is behind it is still listed row by row.
func (f *Figure) rolledUp() bool { return f.source == fromEntries }

// CanBeUnknown reports whether nothing is known where nothing was counted, which is not 0 there.
func (f *Figure) CanBeUnknown() bool { return f.source.isOwn() }

// IsRate reports whether the figure is one divided by another.
func (f *Figure) IsRate() bool { return f.Over != "" }

// Catalogue lists every figure: the contract, the sheets and the drill-down take their words from here, and nothing else
// says what a figure means.
func Catalogue() []Figure {
	return slices.Concat(servedFigures(), planFigures(), activityFigures(), volunteerFigures(), otherFigures(), requestFigures(), rates())
}

// FigureOf finds a figure by its code.
func FigureOf(code Code) (Figure, bool) {
	all := Catalogue()
	i := slices.IndexFunc(all, func(f Figure) bool { return f.Code == code })
	if i < 0 {
		return Figure{}, false
	}
	return all[i], true
}

// nameOf is what a figure of the catalogue is called.
func nameOf(code Code) string {
	figure, _ := FigureOf(code)
	return figure.Name
}

// What rows do not add up for.
const (
	peopleOverlap     = "同一个人可以出现在几行，合计按人去重，不等于各行相加。"
	longOverlap       = "跨期的活动在每个有服务的期间各计一次，合计只计一次，不等于各行相加。"
	stockOverlap      = "这是期末的数：每一行是那一期末的数，合计是整个期间末的数，不等于各行相加。"
	membersOverlap    = "一个人可以参加几支队伍，在每支队伍各计一次，合计按人去重，不等于各行相加。"
	populationOverlap = "各级人口数分别取自各自的来源，不由下级相加。"
	venueOverlap      = "各级组织只看自己的场地，不由下级相加。"
	kindsOverlap      = "同一类别可以出现在几行，合计只计一次，不等于各行相加。"
	placesOverlap     = "同一个站可以出现在几行，合计只计一次，不等于各行相加。"
	rateOverlap       = "比率和平均数由合计的分子、分母重新计算，不能相加。"
)

// overlapping says the same reason of several dimensions.
func overlapping(reason string, dimensions ...Dimension) map[Dimension]string {
	overlaps := map[Dimension]string{}
	for _, dimension := range dimensions {
		overlaps[dimension] = reason
	}
	return overlaps
}

// without are the dimensions but for some.
func without(all []Dimension, some ...Dimension) []Dimension {
	return slices.DeleteFunc(slices.Clone(all), func(d Dimension) bool { return slices.Contains(some, d) })
}

func periodic() []Dimension { return []Dimension{ByMonth, ByQuarter, ByYear} }

// servedFigures are counted from confirmed hours.
func servedFigures() []Figure {
	all := Dimensions()
	return []Figure{
		{
			Code: Activities, Name: "活动场次", Unit: "场", Dimensions: all, source: fromEntries, distinct: "activity_id",
			Meaning:  "期间内至少有一条已确认服务时长的活动数，同一个活动只计一次。跨月的活动在每个有服务的月份各计一次，合计只计一次。",
			Overlaps: overlapping(longOverlap, periodic()...),
		},
		{
			Code: Attendances, Name: "人次", Unit: "人次", Dimensions: all, source: fromEntries,
			Meaning: "已确认的服务时长记录数。同一个人参加几个班次就计几人次。按班次结束当天的日期归入。",
		},
		{
			Code: People, Name: "人数", Unit: "人", Dimensions: all, source: fromEntries, distinct: "volunteer_id",
			Meaning:  "参加服务的不同志愿者的数量，同一个人只计一次。合计按整个统计范围重新去重，所以可能小于各行之和，不能相加。",
			Overlaps: overlapping(peopleOverlap, all...),
		},
		{
			Code: Minutes, Name: "服务时长", Unit: "分钟", Dimensions: all, source: fromEntries,
			Meaning: "由签到、签退时间在班次时间以内计算并经管理员确认的分钟数，不足一分钟的舍去。按班次结束当天的日期归入。",
		},
	}
}

// planFigures are counted from the items of monthly plans.
func planFigures() []Figure {
	all := Dimensions()
	return []Figure{
		{
			Code: PlannedItems, Name: "计划场次", Unit: "场", Dimensions: all, source: fromItems,
			Meaning: "已审核通过的月度计划里的计划项，组织自己的和队伍的都算。归入计划的月份：这个月的第一天在统计期间内才计。中心、所的计划不属于任何站，组织的计划不属于任何队伍和条线，另列一行。",
		},
		{
			Code: CarriedOutItems, Name: "已落实计划项", Unit: "场", Dimensions: all, source: fromItems,
			Meaning: "计划场次里，至少有一场为它安排的活动在计划的当月开始并已举办的计划项。",
		},
	}
}

// activityFigures are counted from activities and the seats of their shifts.
func activityFigures() []Figure {
	all := Dimensions()
	return []Figure{
		{
			Code: HeldActivities, Name: "举办场次", Unit: "场", Dimensions: all, source: fromActivities,
			Meaning: "已发布、没有取消、已经结束，并且至少有一人签到签退的活动，有没有列入计划都算，时长确认与否都算。按活动结束当天的日期归入。",
		},
		{
			Code: CancelledActivities, Name: "取消场次", Unit: "场", Dimensions: all, source: fromActivities,
			Meaning: "发布以后被取消的活动。按活动原定结束当天的日期归入。",
		},
		{
			Code: RequestedActivities, Name: "点单活动场次", Unit: "场", Dimensions: all, source: fromActivities,
			Meaning: "举办场次里，用来办理居民点单的活动：现在至少关联着一个点单。一场活动办理几个点单也只计一场。按活动结束当天的日期归入。",
		},
		{
			Code: Beneficiaries, Name: "受益群众", Unit: "人次", Dimensions: all, source: fromActivities,
			Meaning: "实践站在活动结束后登记的受益群众人次之和，只算已举办的活动；没有登记的活动按 0 计。按活动结束当天的日期归入。",
		},
		{
			Code: HeldCategories, Name: "活动类别数", Unit: "类", Dimensions: all, source: fromActivities, distinct: "category", first: true,
			Meaning:  "已举办的活动涉及的不同类别的数量，同一类别只计一次；类别按活动填写的原文区分。按活动结束当天的日期归入。明细里每个类别列出最早登记的一场。",
			Overlaps: overlapping(kindsOverlap, without(all, ByCategory)...),
		},
		{
			Code: HeldStations, Name: "开展活动的站", Unit: "个", Dimensions: all, source: fromActivities, distinct: "place_id", first: true,
			Meaning:  "至少举办了一场活动的实践站的数量，同一个站只计一次。按活动结束当天的日期归入。明细里每个站列出最早登记的一场。",
			Overlaps: overlapping(placesOverlap, without(all, ByOrganization, ByStation)...),
		},
		{
			Code: NoShows, Name: "缺席人次", Unit: "人次", Dimensions: all, source: fromSeats,
			Meaning: "签到截止后仍没有到场、没有提前说明、也没有获得谅解的报名。按班次结束当天的日期归入。",
		},
	}
}
