package report

// requestDimensions are those that a wish has by itself, and dispatchDimensions those that it has when a team is asked.
func requestDimensions() []Dimension {
	return append([]Dimension{ByOrganization, ByStation, ByCategory}, periodic()...)
}

func dispatchDimensions() []Dimension {
	return append([]Dimension{ByOrganization, ByStation, ByTeam, ByAffiliation, ByCategory}, periodic()...)
}

func ofDispatches(code Code, name, unit, meaning string) Figure {
	return Figure{Code: code, Name: name, Unit: unit, Meaning: meaning, Dimensions: dispatchDimensions(), source: fromDispatches}
}

// requestFigures are counted from what residents ask for, and from the teams that are asked.
func requestFigures() []Figure {
	return []Figure{
		{
			Code: ReceivedRequests, Name: "点单数", Unit: "单", Dimensions: requestDimensions(), source: fromRequests,
			Meaning: "期间内提交或登记的点单，后来没有受理、撤回、取消的也算。按点单当天的日期归入。",
		},
		ofDispatches(DispatchedRequests, "派单数", "单", "期间内派给队伍的次数，同一个点单改派一次再计一次。按派单当天的日期归入。"),
		ofDispatches(TakenRequests, "接单数", "单", "队长接下的派单，后来被收回的也算。按接单当天的日期归入。"),
		ofDispatches(DeclinedRequests, "拒单数", "单", "队长不接的派单。按拒单当天的日期归入。"),
		ofDispatches(CompletedRequests, "办结数", "单", "已经办结的点单，归入办结它的队伍。按办结当天的日期归入。"),
		ofDispatches(DueRequests, "到期点单", "单", "队伍接了、没有被收回、办结期限在期间内的点单：已经办结的，和期限已过还没有办结的。期限还没到、也没有办结的不算。按办结期限归入。"),
		ofDispatches(InTimeRequests, "按时办结数", "单", "到期点单里，在期限当天或以前办结的。按办结期限归入。"),
		ofDispatches(RatedRequests, "评价数", "单", "办结以后由点单人评价，或由工作人员回访登记了评价的点单。没有人评价的不算。按评价当天的日期归入。"),
		ofDispatches(SatisfiedRequests, "满意评价数", "单", "评价数里，评分是 4 分或 5 分的。按评价当天的日期归入。"),
		ofDispatches(RatingPoints, "评分合计", "分", "评价数里各个评分之和。按评价当天的日期归入。"),
	}
}
