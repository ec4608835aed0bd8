package team

import (
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/volunteer"
)

// MemberStatus (队员状态) is where a membership stands.
type MemberStatus string

// The states of a membership.
const (
	Requested    MemberStatus = "requested"
	ActiveMember MemberStatus = "active"
	Rejected     MemberStatus = "rejected"
	Left         MemberStatus = "left"
)

// nextStatus is the state machine of a membership.
var nextStatus = map[MemberStatus][]MemberStatus{
	Requested:    {ActiveMember, Rejected, Left},
	ActiveMember: {Left},
}

// Member is a volunteer's membership of a team; nobody is enrolled by somebody else.
type Member struct {
	ID          int64
	TeamID      int64
	VolunteerID int64
	Status      MemberStatus
	Live        *int // 1 while requested or active: the unique key behind "once at a time"
	Reason      string
	RequestedAt time.Time
	DecidedAt   *time.Time
	DecidedBy   *int64
}

// TableName names the table.
func (Member) TableName() string { return "team_members" }

// NamedMember is a membership with the names of the volunteer and the team.
type NamedMember struct {
	Member        `gorm:"embedded"`
	VolunteerName string
	TeamName      string
}

// The refusals about memberships.
var (
	ErrMemberNotFound = models.DefineError(models.NotFound, "member_not_found", "没有这名队员", "没有找到这条队员记录。")
	ErrMemberExists   = models.DefineError(models.Conflict, "already_member", "已申请或已加入", "您已经申请或加入了这支队伍。")
	ErrMemberStatus   = models.DefineError(models.Conflict, "member_status", "当前状态不能这样操作", "这条队员记录已经处理过，请刷新后查看。")
	ErrDissolved      = models.DefineError(models.Conflict, "team_dissolved", "队伍已解散", "这支队伍已经解散，请选择别的队伍。")
)

// RequestMembership asks to join a team, for the actor.
// It fails with ErrNotFound, ErrProfileMissing, ErrDissolved or ErrMemberExists.
func RequestMembership(tx *models.Tx, teamID int64) (*NamedMember, error) {
	team, err := models.Find[Team](tx, teamID, ErrNotFound)
	if err != nil {
		return nil, err
	}
	if tx.Actor.VolunteerID == 0 {
		return nil, volunteer.ErrProfileMissing
	}
	if team.Status == Dissolved {
		return nil, ErrDissolved
	}
	live := 1
	member := &Member{TeamID: teamID, VolunteerID: tx.Actor.VolunteerID, Status: Requested, Live: &live, RequestedAt: tx.Now}
	err = tx.DB.Create(member).Error
	if models.IsDuplicate(err) {
		return nil, ErrMemberExists
	}
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "member.request", Subject: "member", SubjectID: member.ID, OrganizationID: team.OrganizationID,
		After: map[string]any{"team_id": teamID, "volunteer_id": member.VolunteerID},
	})
	return findMember(tx, member.ID)
}

// ApproveMember takes a volunteer into the team. It fails with ErrMemberNotFound, ErrPermission or ErrMemberStatus.
func ApproveMember(tx *models.Tx, id int64) (*NamedMember, error) {
	return decide(tx, id, ActiveMember, "")
}

// RejectMember turns a request down. It fails with ErrMemberNotFound, ErrPermission or ErrMemberStatus.
func RejectMember(tx *models.Tx, id int64, reason string) (*NamedMember, error) {
	return decide(tx, id, Rejected, reason)
}

// LeaveTeam withdraws a request or ends a membership: by the volunteer, or by who approves members.
// It fails with ErrMemberNotFound, ErrPermission or ErrMemberStatus.
func LeaveTeam(tx *models.Tx, id int64, reason string) (*NamedMember, error) {
	return decide(tx, id, Left, reason)
}

func decide(tx *models.Tx, id int64, status MemberStatus, reason string) (*NamedMember, error) {
	member, err := models.FindLocked[Member](tx, id, ErrMemberNotFound)
	if err != nil {
		return nil, err
	}
	team, err := models.Find[Team](tx, member.TeamID, ErrNotFound)
	if err != nil {
		return nil, err
	}
	own := member.VolunteerID == tx.Actor.VolunteerID
	staff, err := approves(tx, team)
	switch {
	case err != nil:
		return nil, err
	case !own && !staff:
		return nil, ErrMemberNotFound
	case status != Left && !staff:
		return nil, models.ErrPermission
	case !member.Status.CanBecome(status):
		return nil, ErrMemberStatus
	}
	change := map[string]any{"status": status, "reason": reason, "decided_at": tx.Now, "decided_by": tx.Actor.AccountID}
	if status != ActiveMember {
		change["live"] = nil
	}
	before := member.Status
	moved := tx.DB.Model(member).Where("status = ?", before).Updates(change)
	if moved.Error != nil {
		return nil, moved.Error
	}
	if moved.RowsAffected == 0 {
		return nil, tx.Retry() // somebody else decided meanwhile, on another node
	}
	tx.Audit(models.AuditEntry{
		Action: "member." + string(status), Subject: "member", SubjectID: id, OrganizationID: team.OrganizationID,
		Before: map[string]any{"status": before}, After: map[string]any{"status": status, "reason": reason},
	})
	return findMember(tx, id)
}

// CanBecome reports whether a membership may go from one state to the other.
func (s MemberStatus) CanBecome(next MemberStatus) bool {
	for _, allowed := range nextStatus[s] {
		if allowed == next {
			return true
		}
	}
	return false
}

func approves(tx *models.Tx, team *Team) (bool, error) {
	home, err := models.Find[organization.Organization](tx, team.OrganizationID, organization.ErrNotFound)
	if err != nil {
		return false, err
	}
	return tx.Actor.CanForTeam(models.ApproveMembers, home.Path, team.ID), nil
}

func named(tx *models.Tx) *gorm.DB {
	return tx.DB.Table("team_members AS m").Select("m.*, v.name AS volunteer_name, t.name AS team_name").
		Joins("JOIN volunteers AS v ON v.id = m.volunteer_id").Joins("JOIN teams AS t ON t.id = m.team_id")
}

func findMember(tx *models.Tx, id int64) (*NamedMember, error) {
	var found NamedMember
	err := named(tx).Where("m.id = ?", id).Take(&found).Error
	return &found, err
}

// Members lists a team's memberships; who does not approve members sees none but their own.
// It fails with ErrNotFound.
func Members(tx *models.Tx, teamID int64, status MemberStatus, page models.Page) (models.Paged[NamedMember], error) {
	var none models.Paged[NamedMember]
	team, err := models.Find[Team](tx, teamID, ErrNotFound)
	if err != nil {
		return none, err
	}
	staff, err := approves(tx, team)
	if err != nil {
		return none, err
	}
	query := named(tx).Where("m.team_id = ?", teamID)
	if !staff {
		query = query.Where("m.volunteer_id = ?", tx.Actor.VolunteerID)
	}
	if status != "" {
		query = query.Where("m.status = ?", status)
	}
	return fetchMembers(query, page)
}

// OwnMemberships lists the actor's memberships of all teams.
func OwnMemberships(tx *models.Tx, page models.Page) (models.Paged[NamedMember], error) {
	return fetchMembers(named(tx).Where("m.volunteer_id = ?", tx.Actor.VolunteerID), page)
}

// CountMembers counts the active members of each of the teams.
func CountMembers(tx *models.Tx, teamIDs []int64) (map[int64]int64, error) {
	var rows []struct{ TeamID, Members int64 }
	err := tx.DB.Table("team_members").Select("team_id, COUNT(*) AS members").
		Where("team_id IN (?) AND status = ?", append(teamIDs, 0), ActiveMember).Group("team_id").Scan(&rows).Error
	counts := make(map[int64]int64, len(rows))
	for _, row := range rows {
		counts[row.TeamID] = row.Members
	}
	return counts, err
}

// ActiveMembers lists the volunteers in a team, by their ids.
func ActiveMembers(tx *models.Tx, teamID int64) ([]int64, error) {
	var ids []int64
	err := tx.DB.Model(&Member{}).Where("team_id = ? AND status = ?", teamID, ActiveMember).Order("volunteer_id").Pluck("volunteer_id", &ids).Error
	return ids, err
}

// MembershipsOf finds the teams that each of the volunteers is an active member of, with their affiliations.
func MembershipsOf(tx *models.Tx, volunteerIDs []int64) (map[int64]map[int64]Affiliation, error) {
	var rows []struct {
		VolunteerID, TeamID int64
		Affiliation         Affiliation
	}
	err := tx.DB.Table("team_members AS m").Select("m.volunteer_id, m.team_id, t.affiliation").Joins("JOIN teams AS t ON t.id = m.team_id").
		Where("m.volunteer_id IN (?) AND m.status = ? AND t.status = ?", volunteerIDs, ActiveMember, Active).Scan(&rows).Error
	teams := map[int64]map[int64]Affiliation{}
	for _, row := range rows {
		if teams[row.VolunteerID] == nil {
			teams[row.VolunteerID] = map[int64]Affiliation{}
		}
		teams[row.VolunteerID][row.TeamID] = row.Affiliation
	}
	return teams, err
}

// Mates lists the active members of each team that the volunteer is an active member of.
func Mates(tx *models.Tx, volunteerID int64) (map[int64][]int64, error) {
	own := tx.DB.Table("team_members").Select("team_id").Where("volunteer_id = ? AND status = ?", volunteerID, ActiveMember)
	var rows []Member
	err := tx.DB.Where("status = ? AND team_id IN (?)", ActiveMember, own).Order("volunteer_id").Find(&rows).Error
	mates := map[int64][]int64{}
	for _, row := range rows {
		mates[row.TeamID] = append(mates[row.TeamID], row.VolunteerID)
	}
	return mates, err
}

func fetchMembers(query *gorm.DB, page models.Page) (models.Paged[NamedMember], error) {
	return models.Fetch(query, page, models.Order[NamedMember]{IDColumn: "m.id", ID: func(m *NamedMember) int64 { return m.ID }})
}
