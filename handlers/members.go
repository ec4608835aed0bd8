package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/team"
)

// ListTeamMembers handles GET /teams/{team_id}/members (队员列表).
func (s *Server) ListTeamMembers(c *gin.Context, teamID api.TeamID, params api.ListTeamMembersParams) {
	status := team.MemberStatus(valueOf(params.Status))
	read(s, c, func(tx *models.Tx) (api.TeamMemberPage, error) {
		found, err := team.Members(tx, id64(teamID), status, pageOf(params.Limit, params.Cursor))
		return viewMemberPage(tx, found), err
	})
}

// RequestMembership handles POST /teams/{team_id}/members (申请入队).
func (s *Server) RequestMembership(c *gin.Context, teamID api.TeamID, _ api.RequestMembershipParams) {
	s.writeMember(c, http.StatusCreated, func(tx *models.Tx) (*team.NamedMember, error) {
		return team.RequestMembership(tx, id64(teamID))
	})
}

// ApproveMember handles POST /members/{member_id}/approve (同意入队).
func (s *Server) ApproveMember(c *gin.Context, memberID api.MemberID, _ api.ApproveMemberParams) {
	s.writeMember(c, http.StatusOK, func(tx *models.Tx) (*team.NamedMember, error) {
		return team.ApproveMember(tx, id64(memberID))
	})
}

// RejectMember handles POST /members/{member_id}/reject (拒绝入队).
func (s *Server) RejectMember(c *gin.Context, memberID api.MemberID, _ api.RejectMemberParams) {
	var in api.OptionalReasonInput
	if !bind(c, &in) {
		return
	}
	s.writeMember(c, http.StatusOK, func(tx *models.Tx) (*team.NamedMember, error) {
		return team.RejectMember(tx, id64(memberID), in.Reason)
	})
}

// LeaveTeam handles POST /members/{member_id}/leave (退出队伍).
func (s *Server) LeaveTeam(c *gin.Context, memberID api.MemberID, _ api.LeaveTeamParams) {
	s.writeMember(c, http.StatusOK, func(tx *models.Tx) (*team.NamedMember, error) {
		return team.LeaveTeam(tx, id64(memberID), "")
	})
}

// writeMember runs a rule on one membership and answers with it.
func (s *Server) writeMember(c *gin.Context, status int, rule func(tx *models.Tx) (*team.NamedMember, error)) {
	write(s, c, status, func(tx *models.Tx) (api.TeamMember, error) {
		member, err := rule(tx)
		if err != nil {
			return api.TeamMember{}, err
		}
		return viewMember(tx, member), nil
	})
}
