package handlers_test

import (
	"slices"
	"testing"
)

// columns are the roles of the matrix in its order. Suspended accounts and expired tokens need no column: they get 401
// wherever a token is looked at, and what nobody gets elsewhere.
var columns = []role{nobody, volunteerRole, otherVolunteer, teamLeader, manager, neighbour, townAdmin, otherTownAdmin, centerAdmin, auditor}

// row is one operation on one kind of target, and what each role gets. {names} stand for targets that are made for each
// cell anew: see targets.
type row struct {
	operation string
	request   request
	want      []int
}

type request struct {
	method, path string
	body         object
	twin         bool // asked by one more somebody of the role, for the request changes who asks
	once         bool // that reading, too, uses up what it is about
}

func get(path string) request               { return request{method: "GET", path: path} }
func post(path string, body object) request { return request{method: "POST", path: path, body: body} }

func put(path string, body object) request { return request{method: "PUT", path: path, body: body} }
func (r request) byTwin() request          { r.twin = true; return r }
func (r request) onlyOnce() request        { r.once = true; return r }

func everybody(status int) []int { return slices.Repeat([]int{status}, len(columns)) }
func signedIn() []int            { return append([]int{401}, everybody(200)[1:]...) }

// rights is who may do what: what one may not see is 404, what one sees and may not do is 403. The targets belong to the
// station and team of the app, and what volunteers own belongs to the volunteer.
var rights = slices.Concat(recordRights, importRights, reportRights, requestRights, assessmentRights, []row{
	// Everybody, and everybody signed in. Nobody is a volunteer (404, 409) without a profile.
	{"setUp", post("/setup", object{"key": "AAAA", "name": "张三", "phone": "{phone}", "password": password}), everybody(409)},
	{"logIn", post("/auth/login", object{"phone": "13800000000", "password": password}), everybody(200)},
	{"refreshSession", post("/auth/refresh", object{"refresh_token": "{refresh}"}), everybody(200)},
	{"logInWithWechat", post("/auth/wechat", object{"code": "dev:李四"}), everybody(200)},
	{"logOut", post("/auth/logout", object{}).byTwin(), signedIn()},
	{"getMe", get("/me"), signedIn()},
	{"updateMe", put("/me", object{"name": "王五", "version": "{version}"}), signedIn()},
	{"listMySignUps", get("/me/sign-ups"), signedIn()},
	{"listMyNotices", get("/me/notices"), signedIn()},
	{"readMyNotices", post("/me/notices/read", object{"last_notice_id": "1"}), signedIn()},
	{"listMyHours", get("/me/hours"), signedIn()},
	{"listMyTeams", get("/me/teams"), signedIn()},
	{"listOrganizations", get("/organizations"), everybody(200)},
	{"getOrganization", get("/organizations/{station}"), everybody(200)},
	{"listLines", get("/organizations/{station}/lines"), signedIn()},
	{"listTeams", get("/teams"), signedIn()},
	{"getTeam", get("/teams/{team}"), signedIn()},
	{"listTeamMembers", get("/teams/{team}/members"), signedIn()},
	{"listTeamLeaders", get("/teams/{team}/leaders"), signedIn()},
	{"listActivities", get("/activities"), everybody(200)},
	{"getActivity", get("/activities/{published}"), everybody(200)},
	{"listHolidays", get("/holidays?year=2026"), everybody(200)},
	{"listCalendarDays", get("/calendar-days?from=2026-02-01&to=2026-03-01"), everybody(200)},
	{"listUrgentShifts", get("/shifts/urgent"), signedIn()},
	{"listUrgentShifts", get("/shifts/urgent?managed=true"), []int{401, 403, 403, 200, 200, 200, 200, 200, 200, 200}},
	{"listEligibility", get("/shifts/eligibility?ids={shift},{draftShift}"), signedIn()},
	{"listTrainings", get("/trainings"), signedIn()},
	{"listMyTrainings", get("/me/trainings"), signedIn()},
	{"createTraining", post("/trainings", object{"organization_id": "{station}", "name": "{name}"}), []int{401, 403, 403, 403, 201, 403, 201, 403, 201, 403}},
	{"recordTraining", post("/trainings/{training}/records", object{"trained_on": "2026-03-01", "volunteer_ids": []string{"{trainee}"}}), []int{401, 403, 403, 403, 201, 403, 201, 403, 201, 403}},
	{"listRiskNotices", get("/activities/{published}/risk-notices"), everybody(200)},
	{"getShift", get("/shifts/{shift}"), everybody(200)},
	{"getEligibility", get("/shifts/{shift}/eligibility"), signedIn()},
	{"putMyVolunteer", put("/me/volunteer", object{"name": "王五", "gender": "male", "born_on": "1980-01-01", "phone": "{phone}", "version": 1}).byTwin(), signedIn()},

	//                              nobody volunteer other leader manager neighbour town other town center auditor
	{"changePassword", post("/me/password", object{"current_password": password, "new_password": password}), []int{401, 409, 409, 200, 200, 200, 200, 200, 200, 200}},
	// A leader's twin leads no team yet; what keeps who does is a story of the concept's.
	{"closeMyAccount", post("/me/closure", object{"confirm": "注销", "current_password": password}).byTwin(), []int{401, 200, 200, 200, 409, 409, 409, 409, 409, 409}},
	{"dryRunCloseMyAccount", post("/me/closure/dry-run", nil).byTwin(), []int{401, 200, 200, 200, 409, 409, 409, 409, 409, 409}},
	{"getMyVolunteer", get("/me/volunteer"), []int{401, 200, 200, 404, 404, 404, 404, 404, 404, 404}},
	{"requestMembership", post("/teams/{team}/members", nil), []int{401, 201, 201, 409, 409, 409, 409, 409, 409, 409}},
	{"createSignUp", post("/shifts/{shift}/sign-ups", nil), []int{401, 201, 201, 409, 409, 409, 409, 409, 409, 409}},
	{"createCheckIn", post("/check-ins", object{"code": "{code}", "kind": "in"}), []int{401, 200, 409, 409, 409, 409, 409, 409, 409, 409}},

	// Organizations, lines, accounts and teams.
	{"createOrganization", post("/organizations", object{"name": "{name}", "level": "station", "parent_id": "{town}"}), []int{401, 403, 403, 403, 403, 403, 201, 403, 201, 403}},
	{"updateOrganization", put("/organizations/{newStation}", object{"name": "{name}", "region_code": nil, "version": 1}), []int{401, 403, 403, 403, 403, 403, 200, 403, 200, 403}},
	{"createLine", post("/organizations/{station}/lines", object{"affiliation": "{affiliation}"}), []int{401, 403, 403, 403, 201, 403, 201, 403, 201, 403}},
	{"handOverLine", post("/lines/{line}/leader", object{"account_id": "{colleague}"}), []int{401, 403, 403, 403, 200, 403, 200, 403, 200, 403}},
	{"listAccounts", get("/accounts"), []int{401, 403, 403, 403, 200, 200, 200, 200, 200, 200}},
	{"createAccount", post("/accounts", object{"name": "赵六", "phone": "{phone}", "password": password, "organization_id": "{station}"}), []int{401, 403, 403, 403, 403, 403, 201, 403, 201, 403}},
	{"getAccount", get("/accounts/{colleague}"), []int{401, 404, 404, 404, 200, 404, 200, 404, 200, 200}},
	{"grantRole", post("/accounts/{colleague}/grants", object{"role": "station_manager", "organization_id": "{station}"}), []int{401, 404, 404, 404, 403, 404, 201, 404, 201, 403}},
	{"grantRole", post("/accounts/{colleague}/grants", object{"role": "team_leader", "organization_id": "{station}"}), []int{401, 404, 404, 404, 201, 404, 201, 404, 201, 403}},
	{"grantRole", post("/accounts/{colleague}/grants", object{"role": "town_admin", "organization_id": "{town}"}), []int{401, 404, 404, 404, 403, 404, 403, 404, 201, 403}},
	{"revokeGrant", post("/grants/{grant}/revoke", nil), []int{401, 404, 404, 404, 403, 404, 200, 404, 200, 403}},
	{"suspendAccount", post("/accounts/{colleague}/suspend", object{"reason": "离职"}), []int{401, 404, 404, 404, 403, 404, 200, 404, 200, 403}},
	{"resumeAccount", post("/accounts/{suspended}/resume", nil), []int{401, 404, 404, 404, 403, 404, 200, 404, 200, 403}},
	{"createTeam", post("/teams", object{"name": "{name}", "organization_id": "{station}", "affiliation": "union", "category": "卫生环保"}), []int{401, 403, 403, 403, 201, 403, 201, 403, 201, 403}},
	{"updateTeam", put("/teams/{team}", object{"name": "{name}", "category": "卫生环保", "version": 2}), []int{401, 403, 403, 403, 200, 403, 200, 403, 200, 403}},
	{"handOverTeam", post("/teams/{team}/leader", object{"account_id": "{colleague}"}), []int{401, 403, 403, 403, 200, 403, 200, 403, 200, 403}},
	{"approveMember", post("/members/{member}/approve", nil), []int{401, 403, 404, 200, 200, 404, 200, 404, 200, 404}},
	{"rejectMember", post("/members/{member}/reject", object{"reason": "名额有限"}), []int{401, 403, 404, 200, 200, 404, 200, 404, 200, 404}},
	{"leaveTeam", post("/members/{member}/leave", nil), []int{401, 200, 404, 200, 200, 404, 200, 404, 200, 404}},

	// Activities and shifts: a draft is seen by its staff only, a published one by everybody.
	{"createActivity", post("/activities", object{"station_id": "{station}", "team_id": "{hostTeam}", "title": "义诊", "category": "医疗健身", "place": "广场", "starts_at": "{soon}", "ends_at": "{later}", "declaration_version": 1}), []int{401, 403, 403, 201, 201, 403, 201, 403, 201, 403}},
	{"getActivity", get("/activities/{draft}"), []int{404, 404, 404, 200, 200, 404, 200, 404, 200, 200}},
	{"getActivity", get("/activities/{withdrawn}"), []int{404, 404, 404, 200, 200, 404, 200, 404, 200, 200}},
	{"listRiskNotices", get("/activities/{draft}/risk-notices"), []int{404, 404, 404, 200, 200, 404, 200, 404, 200, 200}},
	{"updateActivity", put("/activities/{draft}", activityUpdate), []int{401, 404, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"updateActivity", put("/activities/{published}", activityUpdate.with("version", 2)), []int{401, 403, 403, 200, 200, 403, 200, 403, 200, 403}},
	{"dryRunUpdateActivity", post("/activities/{draft}/dry-run", activityUpdate), []int{401, 404, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"dryRunUpdateActivity", post("/activities/{published}/dry-run", activityUpdate.with("version", 2)), []int{401, 403, 403, 200, 200, 403, 200, 403, 200, 403}},
	{"publishActivity", post("/activities/{draft}/publish", nil), []int{401, 404, 404, 403, 200, 404, 200, 404, 200, 403}},
	{"withdrawActivity", post("/activities/{published}/withdraw", nil), []int{401, 403, 403, 403, 200, 403, 200, 403, 200, 403}},
	{"dryRunWithdrawActivity", post("/activities/{published}/withdraw/dry-run", nil), []int{401, 403, 403, 403, 200, 403, 200, 403, 200, 403}},
	{"cancelActivity", post("/activities/{published}/cancel", object{"reason": "暴雨"}), []int{401, 403, 403, 403, 200, 403, 200, 403, 200, 403}},
	{"dryRunCancelActivity", post("/activities/{published}/cancel/dry-run", object{"reason": "暴雨"}), []int{401, 403, 403, 403, 200, 403, 200, 403, 200, 403}},
	{"createShift", post("/activities/{draft}/shifts", shiftBody), []int{401, 404, 404, 201, 201, 404, 201, 404, 201, 403}},
	{"createShift", post("/activities/{published}/shifts", shiftBody), []int{401, 403, 403, 201, 201, 403, 201, 403, 201, 403}},
	{"getShift", get("/shifts/{draftShift}"), []int{404, 404, 404, 200, 200, 404, 200, 404, 200, 200}},
	{"updateShift", put("/shifts/{draftShift}", shiftBody.with("version", 1)), []int{401, 404, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"updateShift", put("/shifts/{shift}", shiftBody.with("version", 1)), []int{401, 403, 403, 200, 200, 403, 200, 403, 200, 403}},

	{"dryRunUpdateShift", post("/shifts/{draftShift}/dry-run", shiftBody.with("version", 1)), []int{401, 404, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"dryRunUpdateShift", post("/shifts/{shift}/dry-run", shiftBody.with("version", 1)), []int{401, 403, 403, 200, 200, 403, 200, 403, 200, 403}},
	{"cancelShift", post("/shifts/{draftShift}/cancel", object{"reason": "多余"}), []int{401, 404, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"cancelShift", post("/shifts/{firstOfTwo}/cancel", object{"reason": "暴雨"}), []int{401, 403, 403, 403, 200, 403, 200, 403, 200, 403}},
	{"dryRunCancelShift", post("/shifts/{firstOfTwo}/cancel/dry-run", object{"reason": "暴雨"}), []int{401, 403, 403, 403, 200, 403, 200, 403, 200, 403}},

	{"rescheduleActivity", post("/activities/{published}/reschedule", object{"reason": "暴雨", "starts_at": "{later}", "version": 2}), []int{401, 403, 403, 403, 200, 403, 200, 403, 200, 403}},
	{"dryRunRescheduleActivity", post("/activities/{published}/reschedule/dry-run", object{"reason": "暴雨", "starts_at": "{later}", "version": 2}), []int{401, 403, 403, 403, 200, 403, 200, 403, 200, 403}},

	// Copies and batches: seen by the staff of their stations and teams; who may not publish may have drafts made.
	{"copyActivity", post("/activities/{draft}/copy", object{"dates": []string{"{laterOn}"}}), []int{401, 404, 404, 201, 201, 404, 201, 404, 201, 403}},
	{"copyActivity", post("/activities/{published}/copy", object{"dates": []string{"{laterOn}"}, "publish": true}), []int{401, 403, 403, 403, 201, 403, 201, 403, 201, 403}},
	{"createActivityBatch", post("/activities/batch", object{"activities": []object{oneOfBatch}}), []int{401, 403, 403, 201, 201, 403, 201, 403, 201, 403}},
	{"createActivityBatch", post("/activities/batch", object{"activities": []object{oneOfBatch.with("shifts", []object{shiftBody})}, "publish": true}), []int{401, 403, 403, 403, 201, 403, 201, 403, 201, 403}},
	{"listActivityBatches", get("/activity-batches"), []int{401, 403, 403, 200, 200, 200, 200, 200, 200, 200}},
	{"getActivityBatch", get("/activity-batches/{batch}"), []int{401, 404, 404, 200, 200, 404, 200, 404, 200, 200}},
	{"undoActivityBatch", post("/activity-batches/{draftBatch}/undo", nil), []int{401, 404, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"undoActivityBatch", post("/activity-batches/{batch}/undo", nil), []int{401, 404, 404, 403, 200, 404, 200, 404, 200, 403}},
	{"dryRunUndoActivityBatch", post("/activity-batches/{batch}/undo/dry-run", nil), []int{401, 404, 404, 403, 200, 404, 200, 404, 200, 403}},

	// Venues, seen by all who are signed in.
	{"listVenues", get("/venues"), signedIn()},
	{"getVenue", get("/venues/{venue}"), signedIn()},
	{"createVenue", post("/venues", object{"organization_id": "{station}", "name": "{name}"}), []int{401, 403, 403, 403, 201, 403, 201, 403, 201, 403}},
	{"updateVenue", put("/venues/{venue}", object{"name": "{name}", "version": 1}), []int{401, 403, 403, 403, 200, 403, 200, 403, 200, 403}},

	// Series: seen by the staff of their station and team; who may not publish may have drafts made.
	{"createSeries", post("/series", seriesBody), []int{401, 403, 403, 403, 201, 403, 201, 403, 201, 403}},
	{"createSeries", post("/series", seriesBody.with("publish", false)), []int{401, 403, 403, 201, 201, 403, 201, 403, 201, 403}},
	{"previewSeries", post("/series/preview", seriesBody.with("publish", false)), []int{401, 403, 403, 200, 200, 403, 200, 403, 200, 403}},
	{"listSeries", get("/series"), []int{401, 403, 403, 200, 200, 200, 200, 200, 200, 200}},
	{"getSeries", get("/series/{series}"), []int{401, 404, 404, 200, 200, 404, 200, 404, 200, 200}},
	{"listOccurrences", get("/series/{series}/occurrences"), []int{401, 404, 404, 200, 200, 404, 200, 404, 200, 200}},
	{"updateSeries", put("/series/{draftSeries}", seriesUpdate), []int{401, 404, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"updateSeries", put("/series/{series}", seriesUpdate), []int{401, 404, 404, 403, 200, 404, 200, 404, 200, 403}},
	{"dryRunUpdateSeries", post("/series/{series}/dry-run", seriesUpdate), []int{401, 404, 404, 403, 200, 404, 200, 404, 200, 403}},
	{"endSeries", post("/series/{series}/end", object{"reason": "人手不足"}), []int{401, 404, 404, 403, 200, 404, 200, 404, 200, 403}},
	{"dryRunEndSeries", post("/series/{series}/end/dry-run", object{"reason": "人手不足"}), []int{401, 404, 404, 403, 200, 404, 200, 404, 200, 403}},

	// Sign-ups, attendance and hours: the volunteer sees the own ones, staff those of their activities.
	{"createSignUp", post("/shifts/{draftShift}/sign-ups", nil), []int{401, 404, 404, 409, 409, 404, 409, 404, 409, 409}},
	{"getEligibility", get("/shifts/{draftShift}/eligibility"), []int{401, 404, 404, 200, 200, 404, 200, 404, 200, 200}},
	{"getRoster", get("/shifts/{shift}/roster"), []int{401, 403, 403, 200, 200, 403, 200, 403, 200, 200}},
	{"getRoster", get("/shifts/{draftShift}/roster"), []int{401, 404, 404, 200, 200, 404, 200, 404, 200, 200}},
	{"getCheckInCode", get("/shifts/{shift}/check-in-code"), []int{401, 403, 403, 200, 200, 403, 200, 403, 200, 403}},
	{"getCheckInCodeImage", get("/shifts/{shift}/check-in-code/image"), []int{401, 403, 403, 200, 200, 403, 200, 403, 200, 403}},
	{"listAttendance", get("/shifts/{shift}/attendance"), []int{401, 403, 403, 200, 200, 403, 200, 403, 200, 200}},
	{"createAttendanceBatch", post("/shifts/{shift}/attendance-batches", object{"rows": []object{{"sign_up_id": "999", "kind": "in", "device_time": "{soon}", "nonce": "device-0001"}}}), []int{401, 403, 403, 200, 200, 403, 200, 403, 200, 403}},
	{"strikeAttendanceEvent", post("/attendance-events/{event}/strike", object{"reason": "点错了人"}), []int{401, 404, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"createAttendanceReviews", post("/shifts/{scannedShift}/attendance-reviews", object{"event_ids": []string{"{lastEvent}"}, "note": "本人在场"}), []int{401, 403, 403, 200, 200, 403, 200, 403, 200, 403}},
	{"reviewAttendanceEvent", post("/attendance-events/{event}/review", object{"note": "本人在场"}), []int{401, 404, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"getMyLocationConsent", get("/me/consents/location"), signedIn()},
	{"putMyLocationConsent", put("/me/consents/location", object{"granted": true}), []int{401, 200, 200, 409, 409, 409, 409, 409, 409, 409}},
	{"getSignUp", get("/sign-ups/{signUp}"), []int{401, 200, 404, 200, 200, 404, 200, 404, 200, 200}},
	{"cancelSignUp", post("/sign-ups/{signUp}/cancel", object{"reason": "有事"}), []int{401, 200, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"dryRunCancelSignUp", post("/sign-ups/{signUp}/cancel/dry-run", object{"reason": "有事"}), []int{401, 200, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"checkInSignUp", post("/sign-ups/{signUp}/check-in", nil), []int{401, 403, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"checkOutSignUp", post("/sign-ups/{checkedIn}/check-out", nil), []int{401, 403, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"listHours", get("/hours"), []int{401, 403, 403, 200, 200, 200, 200, 200, 200, 200}},
	{"confirmEntry", post("/hours/{entry}/confirm", nil), []int{401, 403, 404, 403, 200, 404, 200, 404, 200, 403}},
	{"confirmEntries", post("/hours/confirm", object{"entry_ids": []string{"{entry}"}}), []int{401, 403, 403, 403, 200, 409, 200, 409, 200, 403}},
	{"correctEntry", post("/hours/{confirmedEntry}/correct", object{"minutes": 20, "reason": "按签到表"}), []int{401, 403, 404, 403, 201, 404, 201, 404, 201, 403}},
	{"listCorrections", get("/corrections"), []int{401, 403, 403, 200, 200, 200, 200, 200, 200, 200}},
	{"approveCorrection", post("/corrections/{correction}/approve", nil), []int{401, 403, 404, 403, 200, 404, 200, 404, 200, 403}},
	{"refuseCorrection", post("/corrections/{correction}/refuse", object{"reason": "没有依据"}), []int{401, 403, 404, 403, 200, 404, 200, 404, 200, 403}},
	{"objectToEntry", post("/hours/{confirmedEntry}/objections", object{"reason": "我走得晚"}), []int{401, 201, 404, 403, 403, 404, 403, 404, 403, 403}},
	{"listMyObjections", get("/me/objections"), signedIn()},
	{"listObjections", get("/objections"), []int{401, 403, 403, 403, 200, 200, 200, 200, 200, 200}},
	{"acceptObjection", post("/objections/{objection}/accept", object{"minutes": 20, "reason": "现场证实"}), []int{401, 403, 404, 403, 200, 404, 200, 404, 200, 403}},
	{"refuseObjection", post("/objections/{objection}/refuse", object{"reason": "与记录不符"}), []int{401, 403, 404, 403, 200, 404, 200, 404, 200, 403}},
	{"createRetroEntry", post("/retro-entries", retroBody), []int{401, 403, 403, 403, 201, 403, 201, 403, 201, 403}},
	{"listRetroEntries", get("/retro-entries"), []int{401, 403, 403, 403, 200, 200, 200, 200, 200, 200}},
	{"listMyRetroEntries", get("/me/retro-entries"), signedIn()},
	{"approveRetroEntry", post("/retro-entries/{retroEntry}/approve", nil), []int{401, 403, 404, 404, 403, 404, 200, 404, 200, 403}},
	{"refuseRetroEntry", post("/retro-entries/{retroEntry}/refuse", object{"reason": "签到表上没有"}), []int{401, 403, 404, 404, 403, 404, 200, 404, 200, 403}},
	{"objectToRetroEntry", post("/retro-entries/{approvedRetroEntry}/objections", object{"reason": "那天更久"}), []int{401, 201, 404, 404, 403, 404, 403, 404, 403, 403}},
	{"correctRetroEntry", post("/retro-entries/{approvedRetroEntry}/correct", object{"minutes": 0, "reason": "活动没有举行"}), []int{401, 403, 404, 404, 201, 404, 201, 404, 201, 403}},
	{"approveCorrection", post("/corrections/{retroCorrection}/approve", nil), []int{401, 403, 404, 404, 403, 404, 200, 404, 200, 403}},
	{"refuseCorrection", post("/corrections/{retroCorrection}/refuse", object{"reason": "没有依据"}), []int{401, 403, 404, 404, 403, 404, 200, 404, 200, 403}},
	{"listOverdueHours", get("/hours/overdue"), []int{401, 403, 403, 200, 200, 200, 200, 200, 200, 200}},
	{"listUnsettledSignUps", get("/hours/unsettled"), []int{401, 403, 403, 403, 200, 200, 200, 200, 200, 200}},
	{"settleSignUp", post("/sign-ups/{notSignedOut}/settle", object{"minutes": 20, "reason": "现场证实"}), []int{401, 403, 404, 403, 200, 404, 200, 404, 200, 403}},
	{"listHoursAnomalies", get("/hours/anomalies?from=2026-01-01&to=2027-01-01"), []int{401, 403, 403, 403, 200, 200, 200, 200, 200, 200}},
	{"rejectEntry", post("/hours/{entry}/reject", object{"reason": "中途离开"}), []int{401, 403, 404, 403, 200, 404, 200, 404, 200, 403}},

	// Calendars, feeds and what is handed on: everybody sees what is public, and nobody else's feeds.
	{"getCalendar", get("/activities/calendar?from=2026-03-01&to=2026-04-01"), everybody(200)},
	{"downloadCalendar", get("/activities/{published}/calendar"), everybody(200)},
	{"downloadCalendar", get("/activities/{draft}/calendar"), []int{404, 404, 404, 200, 200, 404, 200, 404, 200, 200}},
	{"getShareText", get("/activities/{published}/share-text"), everybody(200)},
	{"getShareText", get("/activities/{draft}/share-text"), []int{404, 404, 404, 200, 200, 404, 200, 404, 200, 200}},
	{"getPoster", get("/activities/{published}/poster"), everybody(200)},
	{"getPoster", get("/activities/{draft}/poster"), []int{404, 404, 404, 200, 200, 404, 200, 404, 200, 200}},
	{"listMyFeeds", get("/me/feeds"), signedIn()},
	{"createFeed", post("/me/feeds", object{"scope": "station", "station_id": "{station}"}), []int{401, 201, 201, 201, 201, 201, 201, 201, 201, 201}},
	{"createFeed", post("/me/feeds", object{"scope": "volunteer"}), []int{401, 201, 201, 409, 409, 409, 409, 409, 409, 409}},
	{"revokeFeed", post("/feeds/{feed}/revoke", nil), []int{401, 200, 404, 404, 404, 404, 404, 404, 404, 404}},
	{"readFeed", get("/feeds/{feedFile}"), everybody(200)},
}, recruitmentRights, planRights, statisticsRights)

var (
	activityUpdate = object{"team_id": "{hostTeam}", "title": "义诊", "category": "医疗健身", "place": "广场", "starts_at": "{soon}", "ends_at": "{later}", "version": 1}
	shiftBody      = object{"role": "引导员", "starts_at": "{soon}", "ends_at": "{later}", "capacity": 5}
	oneOfBatch     = object{"declaration_version": 1, "station_id": "{station}", "team_id": "{hostTeam}", "title": "{name}", "category": "医疗健身", "place": "广场", "starts_at": "{soon}", "ends_at": "{later}"}
	retroBody      = object{"shift_id": "{pastShift}", "volunteer_id": "{volunteerID}", "minutes": 30, "evidence": "纸质签到表第 3 页", "declared": true}
	walkIn         = object{"name": "周阿婆", "gender": "female", "born_on": "1950-03-08"}
	mother         = object{"name": "李桂英", "relation": "母亲", "phone": "13900000009", "mode": "consent", "given_by": "in_person"}
	seriesBody     = object{
		"station_id": "{station}", "team_id": "{hostTeam}", "title": "理发", "category": "便民服务", "place": "广场", "starts_on": "{today}", "lead_days": 1, "declaration_version": 1,
		"rules": []object{{"kind": "dates", "dates": []string{"{laterOn}"}, "shifts": []object{{"role": "理发师", "starts": "08:00", "ends": "10:00", "capacity": 2}}}},
	}
	seriesUpdate = seriesBody.with("version", 1, "publish", false).declared()
)

// Each cell of the matrix is asked on both databases. What is refused changes nothing, and neither does reading, so those
// cells of a row share their targets; whoever may change something gets targets of its own.
func TestEveryRoleOnEveryOperation(t *testing.T) {
	t.Parallel()
	known, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range known.operations {
		if !slices.ContainsFunc(rights, func(r row) bool { return r.operation == op.id() }) {
			t.Errorf("%s has no row in the matrix", op.id())
		}
	}
	eachApp(t, func(t *testing.T, a *app) {
		everyone := slices.Concat(columns, []role{suspended, expired})
		for _, row := range rights {
			if len(row.want) != len(columns) {
				t.Fatalf("%s has %d columns", row.operation, len(row.want))
			}
			bad := known.withBadToken(row)
			wants := slices.Concat(row.want, []int{bad, bad})
			shared := map[string]string{}
			var refused []scenario
			for i, who := range everyone {
				if wants[i] >= 400 {
					refused = append(refused, a.cell(known, row, who, wants[i], shared))
				}
			}
			a.refuse(refused...)
			for i, who := range everyone {
				if wants[i] >= 400 {
					continue
				}
				made := shared
				if row.request.method != "GET" || row.request.once {
					made = map[string]string{}
				}
				a.ask(a.cell(known, row, who, wants[i], made))
			}
		}
	})
}
