package handlers_test

// recordRights is the part of the matrix about what is kept of one volunteer.
var recordRights = []row{
	//                              nobody volunteer other leader manager neighbour town other town center auditor
	// Records: the volunteer's own, and those of whom the staff have to do with.
	{"listMyHonours", get("/me/honours"), signedIn()},
	{"claimHonour", post("/me/honours", honourClaim.with("name", "{name}")), []int{401, 201, 201, 409, 409, 409, 409, 409, 409, 409}},
	{"listHonours", get("/honours"), []int{401, 403, 403, 403, 200, 200, 200, 200, 200, 200}},
	{"listVolunteerHonours", get("/volunteers/{joinedVolunteer}/honours"), []int{401, 403, 403, 403, 200, 404, 200, 404, 200, 200}},
	{"giveHonour", post("/volunteers/{joinedVolunteer}/honours", honourGift.with("organization_id", "{station}", "name", "{name}")), []int{401, 403, 403, 403, 201, 404, 201, 404, 201, 403}},
	{"verifyHonour", post("/honours/{claimedHonour}/verify", nil), []int{401, 403, 404, 404, 200, 404, 200, 404, 200, 403}},
	{"refuseHonour", post("/honours/{claimedHonour}/refuse", object{"reason": "查无"}), []int{401, 403, 404, 404, 200, 404, 200, 404, 200, 403}},
	{"withdrawHonour", post("/honours/{claimedHonour}/withdraw", object{"reason": "误报"}), []int{401, 200, 404, 404, 403, 404, 403, 404, 403, 403}},
	{"withdrawHonour", post("/honours/{givenHonour}/withdraw", object{"reason": "误记"}), []int{401, 403, 404, 404, 200, 404, 200, 404, 200, 403}},
	{"evaluateVolunteer", put("/sign-ups/{servedSignUp}/volunteer-evaluation", object{"score": 5}), []int{401, 403, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"evaluateActivity", put("/sign-ups/{servedSignUp}/activity-evaluation", object{"score": 5}), []int{401, 200, 404, 403, 403, 404, 403, 404, 403, 403}},
	{"listMyEvaluations", get("/me/evaluations"), signedIn()},
	{"listVolunteerEvaluations", get("/volunteers/{joinedVolunteer}/evaluations"), []int{401, 403, 403, 403, 200, 404, 200, 404, 200, 200}},
	{"getActivityEvaluation", get("/activities/{published}/evaluation"), everybody(200)},
	{"getActivityEvaluation", get("/activities/{draft}/evaluation"), []int{404, 404, 404, 200, 200, 404, 200, 404, 200, 200}},
	{"objectToEvaluation", post("/evaluations/{evaluated}/objection", object{"reason": "不对"}), []int{401, 200, 404, 403, 403, 404, 403, 404, 403, 403}},
	{"answerObjection", post("/evaluations/{objected}/answer", object{"upheld": false, "answer": "评价属实"}), []int{401, 403, 404, 403, 403, 404, 200, 404, 200, 403}},
	{"getMyRecord", get("/me/record"), []int{401, 200, 200, 404, 404, 404, 404, 404, 404, 404}},
	{"getVolunteerRecord", get("/volunteers/{joinedVolunteer}/record"), []int{401, 403, 403, 403, 200, 404, 200, 404, 200, 200}},
	{"listVolunteerTrainings", get("/volunteers/{joinedVolunteer}/trainings"), []int{401, 403, 403, 403, 200, 404, 200, 404, 200, 200}},

	// Stars: the scheme and what is put up are everybody's to see, towns and the center review.
	{"listStarSchemes", get("/star-schemes"), everybody(200)},
	{"getStarScheme", get("/star-schemes/current"), everybody(200)},
	{"putStarScheme", put("/star-schemes/current", starScheme.with("version", 99)), []int{401, 403, 403, 403, 403, 403, 403, 403, 409, 403}},
	{"getMyStar", get("/me/star"), signedIn()},
	{"listMyStarApplications", get("/me/star-applications"), signedIn()},
	{"applyForStar", post("/me/star-applications", object{"level": 1}), []int{401, 409, 409, 409, 409, 409, 409, 409, 409, 409}},
	{"listStarApplications", get("/star-applications"), []int{401, 403, 403, 403, 200, 200, 200, 200, 200, 200}},
	{"approveStar", post("/star-applications/{appliedStar}/approve", nil), []int{401, 403, 404, 404, 403, 404, 200, 404, 200, 403}},
	{"refuseStar", post("/star-applications/{appliedStar}/refuse", object{"reason": "时长还在核对"}), []int{401, 403, 404, 404, 403, 404, 200, 404, 200, 403}},
	{"revokeStar", post("/star-applications/{grantedStar}/revoke", object{"reason": "时长已冲正"}), []int{401, 403, 404, 404, 403, 404, 200, 404, 200, 403}},
	{"listStarNotices", get("/star-notices"), everybody(200)},
	{"objectToStar", post("/star-notices/{noticedStar}/objections", object{"reason": "有误"}), []int{401, 403, 201, 201, 201, 201, 201, 201, 201, 201}},
	{"upholdStarObjection", post("/star-objections/{starObjection}/uphold", object{"reason": "属实"}), []int{401, 403, 404, 404, 403, 404, 200, 404, 200, 403}},
	{"dismissStarObjection", post("/star-objections/{starObjection}/dismiss", object{"reason": "无误"}), []int{401, 403, 404, 404, 403, 404, 200, 404, 200, 403}},

	// Certificates: the volunteer's own, those of the staff's stations, and a check for everybody.
	{"createMyCertificates", post("/me/certificates", object{"station_id": "{certifying}"}), []int{401, 201, 409, 409, 409, 409, 409, 409, 409, 409}},
	{"listMyCertificates", get("/me/certificates"), signedIn()},
	{"listCertificates", get("/certificates"), []int{401, 403, 403, 403, 200, 200, 200, 200, 200, 200}},
	{"createCertificate", post("/certificates", object{"station_id": "{certifying}", "volunteer_id": "{served}"}), []int{401, 403, 403, 403, 201, 403, 201, 403, 201, 403}},
	{"getCertificate", get("/certificates/{certificate}"), []int{401, 200, 404, 404, 200, 404, 200, 404, 200, 200}},
	{"downloadCertificate", get("/certificates/{certificate}/pdf"), []int{401, 200, 404, 404, 200, 404, 200, 404, 200, 200}},
	{"revokeCertificate", post("/certificates/{certificate}/revoke", object{"reason": "姓名有误"}), []int{401, 403, 404, 404, 200, 404, 200, 404, 200, 403}},
	{"checkCertificate", get("/certificate-checks?code={checkCode}"), everybody(200)},
}
