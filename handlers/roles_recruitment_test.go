package handlers_test

// recruitmentRights are who may sign up others, ask, invite, consent, stand in and excuse: the volunteer's own, and those
// for the shifts of the staff.
var recruitmentRights = []row{
	{"listMyApplications", get("/me/applications"), signedIn()},
	{"createApplication", post("/shifts/{approvalShift}/applications", nil), []int{401, 201, 201, 409, 409, 409, 409, 409, 409, 409}},
	{"listApplications", get("/shifts/{approvalShift}/applications"), []int{401, 403, 403, 200, 200, 403, 200, 403, 200, 200}},
	{"approveApplications", post("/shifts/{approvalShift}/applications/approve", object{"application_ids": []string{"999"}}), []int{401, 403, 403, 200, 200, 403, 200, 403, 200, 403}},
	{"approveApplication", post("/applications/{application}/approve", nil), []int{401, 403, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"rejectApplication", post("/applications/{application}/reject", object{"reason": "名额有限"}), []int{401, 403, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"withdrawApplication", post("/applications/{application}/withdraw", nil), []int{401, 200, 404, 404, 404, 404, 404, 404, 404, 404}},

	{"createProxySignUp", post("/shifts/{shift}/proxy-sign-ups", object{"volunteer_id": "{known}", "confirmation": "phone"}), []int{401, 403, 403, 201, 201, 403, 201, 403, 201, 403}},
	{"createWalkIn", post("/shifts/{shift}/walk-ins", object{"person": walkIn, "confirmation": "in_person"}), []int{401, 403, 403, 201, 201, 403, 201, 403, 201, 403}},
	{"registerVolunteer", post("/volunteers", walkIn.with("organization_id", "{station}", "confirmed_by", "paper")), []int{401, 403, 403, 201, 201, 422, 201, 422, 201, 403}},
	{"listActivityExclusions", get("/activity-exclusions"), everybody(200)},
	{"listMyGuardianConsents", get("/me/guardian-consents"), signedIn()},
	{"listGuardianConsents", get("/volunteers/{minor}/guardian-consents"), []int{401, 403, 403, 200, 200, 404, 200, 404, 200, 200}},
	{"recordGuardianConsent", post("/volunteers/{minor}/guardian-consents", mother), []int{401, 403, 403, 201, 201, 404, 201, 404, 201, 403}},
	{"revokeGuardianConsent", post("/guardian-consents/{consent}/revoke", object{"reason": "期末复习"}), []int{401, 403, 403, 200, 200, 404, 200, 404, 200, 403}},
	{"dryRunRevokeGuardianConsent", post("/guardian-consents/{consent}/revoke/dry-run", object{"reason": "期末复习"}), []int{401, 403, 403, 200, 200, 404, 200, 404, 200, 403}},
	{"reportCannotCome", post("/sign-ups/{signUp}/cannot-come", object{"reason": "发烧"}), []int{401, 200, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"dryRunReportCannotCome", post("/sign-ups/{signUp}/cannot-come/dry-run", object{"reason": "发烧"}), []int{401, 200, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"createStandIns", post("/sign-ups/{signUp}/stand-ins", object{"team_id": "{joinedTeam}"}), []int{401, 201, 404, 409, 409, 404, 409, 404, 409, 403}},
	{"createStandIns", post("/sign-ups/{givenUp}/stand-ins", object{"team_id": "{joinedTeam}"}), []int{401, 201, 404, 201, 201, 404, 201, 404, 201, 403}},
	{"dryRunCreateStandIns", post("/sign-ups/{signUp}/stand-ins/dry-run", object{"team_id": "{joinedTeam}"}), []int{401, 200, 404, 409, 409, 404, 409, 404, 409, 403}},
	{"dryRunCreateStandIns", post("/sign-ups/{givenUp}/stand-ins/dry-run", object{"team_id": "{joinedTeam}"}), []int{401, 200, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"acknowledgeRisk", post("/sign-ups/{dangerous}/acknowledge-risk", object{"risk_notice_id": "{riskNotice}", "confirmation": "phone"}), []int{401, 200, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"excuseSignUp", post("/sign-ups/{missed}/excuse", object{"reason": "送家人就医"}), []int{401, 403, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"getMyReliability", get("/me/reliability"), signedIn()},
	{"listMyInvitations", get("/me/invitations"), signedIn()},
	{"createInvitations", post("/shifts/{shift}/invitations", object{"team_id": "{hostTeam}"}), []int{401, 403, 403, 201, 201, 403, 201, 403, 201, 403}},
	{"listInvitations", get("/shifts/{shift}/invitations"), []int{401, 403, 403, 200, 200, 403, 200, 403, 200, 200}},
	{"acceptInvitation", post("/invitations/{invitation}/accept", nil), []int{401, 200, 404, 404, 404, 404, 404, 404, 404, 404}},
	{"dryRunAcceptInvitation", post("/invitations/{invitation}/accept/dry-run", nil), []int{401, 200, 404, 404, 404, 404, 404, 404, 404, 404}},
	{"declineInvitation", post("/invitations/{invitation}/decline", nil), []int{401, 200, 404, 404, 404, 404, 404, 404, 404, 404}},
}
