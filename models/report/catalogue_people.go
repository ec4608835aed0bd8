package report

import "maps"

// whose says which volunteers count at all.
const whose = "不含账号停用的人。按居住地归入组织；没有填居住地的归入登记的组织，两者都没有的归入中心。按队伍、条线看时，只算统计范围内的现有队员。"

// volunteerDimensions are those that people have without any activity.
func volunteerDimensions() []Dimension {
	return append([]Dimension{ByOrganization, ByStation, ByTeam, ByAffiliation}, periodic()...)
}

func ofVolunteers(code Code, name, meaning string) Figure {
	overlaps := overlapping(stockOverlap, periodic()...)
	maps.Copy(overlaps, overlapping(membersOverlap, ByTeam, ByAffiliation))
	return Figure{
		Code: code, Name: name, Unit: "人", Meaning: meaning, Dimensions: volunteerDimensions(), Overlaps: overlaps,
		source: fromVolunteers, distinct: "subject_id",
	}
}

// volunteerFigures are counted from profiles.
func volunteerFigures() []Figure {
	fresh := ofVolunteers(NewVolunteers, "本期新增志愿者", "期末注册志愿者里，在统计期间内建立志愿者资料的人。"+whose)
	fresh.Overlaps = overlapping(membersOverlap, ByTeam, ByAffiliation)
	active := ofVolunteers(ActiveVolunteers, "活跃志愿者", "期末注册志愿者里，统计期间内至少有一条已确认服务时长的人，在哪里服务都算。"+whose)
	maps.Copy(active.Overlaps, overlapping(peopleOverlap, periodic()...))
	figures := []Figure{
		ofVolunteers(RegisteredVolunteers, "注册志愿者", "统计期间结束时已有志愿者资料的人，包括由工作人员代为登记并经本人确认的人；只受邀请、还没有接受的人不算。"+whose),
		ofVolunteers(RealNamedVolunteers, "实名志愿者", "期末注册志愿者里，到期末为止已由工作人员当面核对身份证件并登记的人，系统记录是谁、什么时候核对的。"+whose),
		fresh,
		active,
		ofVolunteers(Minors, "18岁以下志愿者", "期末注册志愿者里，在统计期间最后一天（还没到的按今天）未满 18 周岁的人。"+whose),
		ofVolunteers(Seniors, "60岁以上志愿者", "期末注册志愿者里，在统计期间最后一天（还没到的按今天）已满 60 周岁的人。"+whose),
		ofVolunteers(StarVolunteers, "星级志愿者", "期末注册志愿者里，在统计期间最后一天（还没到的按今天）按现行星级办法持有星级的人：公示期满、没有未处理的异议、没有被撤销。"+whose),
	}
	for i, code := range starCodes() {
		star := string([]rune("一二三四五")[i]) + "星"
		figures = append(figures, ofVolunteers(code, star+"志愿者", "星级志愿者里，持有的最高一级是"+star+"的人。"))
	}
	return figures
}

// starCodes are the figures of the single stars, from the first up.
func starCodes() []Code { return []Code{OneStar, TwoStars, ThreeStars, FourStars, FiveStars} }

// otherFigures are counted from teams, and from what is known of the population and of venues.
func otherFigures() []Figure {
	places := append([]Dimension{ByOrganization, ByStation}, periodic()...)
	return []Figure{
		{
			Code: Teams, Name: "志愿服务队", Unit: "支", Dimensions: volunteerDimensions(), source: fromTeams, distinct: "subject_id",
			Meaning:  "统计期间结束时已建立、现在没有解散的志愿服务队，按队伍所属的组织归入。",
			Overlaps: overlapping(stockOverlap, periodic()...),
		},
		{
			Code: Residents, Name: "常住人口", Unit: "人", Dimensions: places, source: fromPopulation,
			Meaning:  "组织为统计期间最后一天所在的那一年登记的常住人口数，同一年登记几次的以最后一次为准。那一年没有登记就没有这个数，不用别的年份代替，也不由下级相加。",
			Overlaps: overlapping(populationOverlap, places...),
		},
		{
			Code: LargestVenue, Name: "最大场地容纳人数", Unit: "人", Dimensions: places, source: fromVenues,
			Meaning:  "组织自己的场地里，统计期间结束时已登记、现在开放的最大一个能容纳的人数，不看下级组织的场地。没有登记容纳人数就没有这个数。",
			Overlaps: overlapping(venueOverlap, places...),
		},
	}
}

func rateOf(code Code, name, unit string, over, under Code, dimensions []Dimension, meaning string) Figure {
	return Figure{
		Code: code, Name: name, Unit: unit, Meaning: meaning, Dimensions: dimensions, Over: over, Under: under,
		Overlaps: overlapping(rateOverlap, dimensions...),
	}
}

// rates are figures divided by each other.
func rates() []Figure {
	all, people, requests := Dimensions(), volunteerDimensions(), dispatchDimensions()
	places := append([]Dimension{ByOrganization, ByStation}, periodic()...)
	return []Figure{
		rateOf(OnPlanRate, "计划落实率", "%", CarriedOutItems, PlannedItems, all, "已落实计划项除以计划场次；没有计划时没有这个数。"),
		rateOf(AverageAttendances, "场均人次", "人次/场", Attendances, Activities, all, "人次除以活动场次；没有活动时没有这个数。"),
		rateOf(AverageMinutes, "人均服务时长", "分钟/人", Minutes, People, all, "服务时长除以人数；没有人服务时没有这个数。"),
		rateOf(RegistrationRate, "注册率", "%", RegisteredVolunteers, Residents, places, "注册志愿者除以常住人口；那一年没有登记常住人口时没有这个数。"),
		rateOf(RealNamedRate, "实名率", "%", RealNamedVolunteers, RegisteredVolunteers, people, "实名志愿者除以注册志愿者；没有注册志愿者时没有这个数。"),
		rateOf(ActiveRate, "活跃率", "%", ActiveVolunteers, RegisteredVolunteers, people, "活跃志愿者除以注册志愿者；没有注册志愿者时没有这个数。"),
		rateOf(InTimeRate, "按时办结率", "%", InTimeRequests, DueRequests, requests, "按时办结数除以到期点单数；没有到期的点单时没有这个数。"),
		rateOf(SatisfactionRate, "满意度", "%", SatisfiedRequests, RatedRequests, requests, "满意评价数除以评价数；没有人评价时没有这个数，没有默认好评。"),
		rateOf(AverageScore, "平均评分", "分", RatingPoints, RatedRequests, requests, "评分合计除以评价数，1 到 5 分；没有人评价时没有这个数。"),
	}
}
