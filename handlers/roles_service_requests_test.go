package handlers_test

import (
	"time"
)

// requestRights is the part of the matrix about what residents ask for. The requests are the volunteer's, of the app's station, and sent
// to the app's team: nobody but its leader takes or declines them.
var requestRights = []row{
	//                              nobody volunteer other leader manager neighbour town other town center auditor
	{"listMyServiceRequests", get("/me/service-requests"), signedIn()},
	{"submitMyServiceRequest", post("/me/service-requests", wishBody.with("station_id", "{station}")), []int{401, 201, 201, 409, 409, 409, 409, 409, 409, 409}},
	{"listServiceRequests", get("/service-requests?team_id={hostTeam}"), []int{401, 403, 403, 200, 200, 200, 200, 200, 200, 200}},
	{"createServiceRequest", post("/service-requests", heardBody.with("station_id", "{station}")), []int{401, 403, 403, 403, 201, 403, 201, 403, 201, 403}},
	{"getServiceRequest", get("/service-requests/{submittedRequest}"), []int{401, 200, 404, 404, 200, 404, 200, 404, 200, 200}},
	{"getServiceRequest", get("/service-requests/{sentRequest}"), []int{401, 200, 404, 200, 200, 404, 200, 404, 200, 200}},
	{"listServiceRequestDispatches", get("/service-requests/{sentRequest}/dispatches"), []int{401, 403, 404, 403, 200, 404, 200, 404, 200, 200}},
	{"acceptServiceRequest", post("/service-requests/{submittedRequest}/accept", nil), []int{401, 403, 404, 404, 200, 404, 200, 404, 200, 403}},
	{"rejectServiceRequest", post("/service-requests/{submittedRequest}/reject", object{"reason": "不是志愿服务"}), []int{401, 403, 404, 404, 200, 404, 200, 404, 200, 403}},
	{"dispatchServiceRequest", post("/service-requests/{acceptedRequest}/dispatch", object{"team_id": "{hostTeam}", "due_on": "{laterOn}"}), []int{401, 403, 404, 404, 200, 404, 200, 404, 200, 403}},
	{"takeServiceRequest", post("/service-requests/{sentRequest}/take", nil), []int{401, 403, 404, 200, 403, 404, 403, 404, 403, 403}},
	{"declineServiceRequest", post("/service-requests/{sentRequest}/decline", object{"reason": "人手不够"}), []int{401, 403, 404, 200, 403, 404, 403, 404, 403, 403}},
	{"takeBackServiceRequest", post("/service-requests/{takenRequest}/take-back", object{"reason": "改派"}), []int{401, 403, 404, 403, 200, 404, 200, 404, 200, 403}},
	{"completeServiceRequest", post("/service-requests/{takenRequest}/complete", object{"result": "已办好"}), []int{401, 403, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"rateServiceRequest", post("/service-requests/{completedRequest}/rate", object{"score": 5}), []int{401, 200, 404, 403, 422, 404, 422, 404, 422, 403}},
	{"rateServiceRequest", post("/service-requests/{completedRequest}/rate", object{"score": 5, "way": "phone"}), []int{401, 422, 404, 403, 200, 404, 200, 404, 200, 403}},
	{"withdrawServiceRequest", post("/service-requests/{sentRequest}/withdraw", object{"reason": "不需要了"}), []int{401, 200, 404, 403, 403, 404, 403, 404, 403, 403}},
	{"cancelServiceRequest", post("/service-requests/{acceptedRequest}/cancel", object{"reason": "重复"}), []int{401, 403, 404, 404, 200, 404, 200, 404, 200, 403}},
	{"createServiceRequestActivity", post("/service-requests/{takenRequest}/activities", requestedActivity), []int{401, 403, 404, 201, 201, 404, 201, 404, 201, 403}},
	{"linkServiceRequest", post("/service-requests/{takenRequest}/link", object{"activity_id": "{published}"}), []int{401, 403, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"unlinkServiceRequest", post("/service-requests/{linkedRequest}/unlink", nil), []int{401, 403, 404, 200, 200, 404, 200, 404, 200, 403}},
}

var (
	wishBody          = object{"category": "便民服务", "content": "想请人修水龙头"}
	heardBody         = object{"source": "phone", "category": "便民服务", "content": "想请人修水龙头", "contact_name": "陈桂芳", "contact_phone": "0510-87654321"}
	requestedActivity = object{"title": "上门维修", "place": "东街 3 号", "starts_at": "{soon}", "ends_at": "{later}", "declaration_version": 1}
)

// submittedRequest is what the volunteer asks the app's station for.
func (a *app) submittedRequest() string {
	a.t.Helper()
	return a.as(volunteerRole).post("/me/service-requests", wishBody.with("station_id", a.station)).must(201).id()
}

func (a *app) acceptedRequest() string {
	a.t.Helper()
	return a.as(manager).post("/service-requests/"+a.submittedRequest()+"/accept", nil).must(200).id()
}

func (a *app) sentRequest() string {
	a.t.Helper()
	body := object{"team_id": a.teamID(), "due_on": a.at(20 * 24 * time.Hour)[:10]}
	return a.as(manager).post("/service-requests/"+a.acceptedRequest()+"/dispatch", body).must(200).id()
}

func (a *app) takenRequest() string {
	a.t.Helper()
	return a.as(teamLeader).post("/service-requests/"+a.sentRequest()+"/take", nil).must(200).id()
}

func (a *app) completedRequest() string {
	a.t.Helper()
	return a.as(teamLeader).post("/service-requests/"+a.takenRequest()+"/complete", object{"result": "已办好"}).must(200).id()
}

func (a *app) linkedRequest() string {
	a.t.Helper()
	made, held := a.takenRequest(), a.brief(true).id()
	return a.as(teamLeader).post("/service-requests/"+made+"/link", object{"activity_id": held}).must(200).id()
}
