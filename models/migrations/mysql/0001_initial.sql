-- +goose Up
CREATE TABLE IF NOT EXISTS installation (
  id BIGINT NOT NULL PRIMARY KEY,
  center_id BIGINT NULL,
  signing_key VARBINARY(64) NULL,
  set_up_at DATETIME(3) NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='安装本身，只有一行';

CREATE TABLE IF NOT EXISTS setup_keys (
  key_hash CHAR(64) NOT NULL PRIMARY KEY,
  created_at DATETIME(3) NOT NULL,
  expires_at DATETIME(3) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='首次设置的一次性口令';

CREATE TABLE IF NOT EXISTS organizations (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  parent_id BIGINT NULL,
  level VARCHAR(16) NOT NULL,
  name VARCHAR(64) NOT NULL,
  region_code CHAR(12) NULL,
  path VARCHAR(160) NOT NULL,
  version BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_organizations_region (region_code),
  UNIQUE KEY uk_organizations_name (parent_id, name),
  KEY ix_organizations_path (path),
  CONSTRAINT fk_organizations_parent FOREIGN KEY (parent_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='中心、所、站';

CREATE TABLE IF NOT EXISTS accounts (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(64) NOT NULL,
  phone VARCHAR(20) NULL,
  password_hash VARCHAR(160) NULL,
  wechat_open_id VARCHAR(80) NULL,
  organization_id BIGINT NULL,
  status VARCHAR(16) NOT NULL,
  failed_log_ins BIGINT NOT NULL,
  locked_until DATETIME(3) NULL,
  version BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_accounts_phone (phone),
  UNIQUE KEY uk_accounts_wechat (wechat_open_id),
  KEY ix_accounts_organization (organization_id),
  CONSTRAINT fk_accounts_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='账号';

CREATE TABLE IF NOT EXISTS sessions (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  account_id BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  expires_at DATETIME(3) NOT NULL,
  revoked_at DATETIME(3) NULL,
  KEY ix_sessions_account (account_id),
  CONSTRAINT fk_sessions_account FOREIGN KEY (account_id) REFERENCES accounts (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='登录会话';

CREATE TABLE IF NOT EXISTS refresh_tokens (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  session_id BIGINT NOT NULL,
  token_hash CHAR(64) NOT NULL,
  created_at DATETIME(3) NOT NULL,
  expires_at DATETIME(3) NOT NULL,
  used_at DATETIME(3) NULL,
  UNIQUE KEY uk_refresh_tokens_hash (token_hash),
  KEY ix_refresh_tokens_session (session_id),
  CONSTRAINT fk_refresh_tokens_session FOREIGN KEY (session_id) REFERENCES sessions (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='刷新令牌，只存摘要';

CREATE TABLE IF NOT EXISTS role_grants (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  account_id BIGINT NOT NULL,
  role VARCHAR(24) NOT NULL,
  organization_id BIGINT NOT NULL,
  starts_at DATETIME(3) NOT NULL,
  ends_at DATETIME(3) NULL,
  revoked_at DATETIME(3) NULL,
  granted_by BIGINT NULL,
  created_at DATETIME(3) NOT NULL,
  KEY ix_role_grants_account (account_id),
  KEY ix_role_grants_organization (organization_id),
  CONSTRAINT fk_role_grants_account FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT fk_role_grants_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='授权：角色与组织，有起止';

CREATE TABLE IF NOT EXISTS affiliation_lines (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  organization_id BIGINT NOT NULL,
  affiliation VARCHAR(24) NOT NULL,
  name VARCHAR(64) NOT NULL,
  version BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_affiliation_lines (organization_id, affiliation),
  CONSTRAINT fk_affiliation_lines_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='党工团妇条线';

CREATE TABLE IF NOT EXISTS teams (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  organization_id BIGINT NOT NULL,
  name VARCHAR(64) NOT NULL,
  affiliation VARCHAR(24) NOT NULL,
  category VARCHAR(32) NOT NULL,
  status VARCHAR(16) NOT NULL,
  version BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_teams_name (organization_id, name),
  CONSTRAINT fk_teams_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='志愿服务队';

CREATE TABLE IF NOT EXISTS leaderships (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  line_id BIGINT NULL,
  team_id BIGINT NULL,
  account_id BIGINT NOT NULL,
  starts_at DATETIME(3) NOT NULL,
  ends_at DATETIME(3) NULL,
  is_last TINYINT NULL,
  note VARCHAR(200) NOT NULL,
  created_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_leaderships_line (line_id, is_last),
  UNIQUE KEY uk_leaderships_team (team_id, is_last),
  KEY ix_leaderships_account (account_id),
  CONSTRAINT fk_leaderships_line FOREIGN KEY (line_id) REFERENCES affiliation_lines (id),
  CONSTRAINT fk_leaderships_team FOREIGN KEY (team_id) REFERENCES teams (id),
  CONSTRAINT fk_leaderships_account FOREIGN KEY (account_id) REFERENCES accounts (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='条线和队伍的负责人，有起止';

CREATE TABLE IF NOT EXISTS volunteers (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  account_id BIGINT NOT NULL,
  name VARCHAR(64) NOT NULL,
  gender VARCHAR(16) NOT NULL,
  born_on CHAR(10) NOT NULL,
  phone VARCHAR(20) NOT NULL,
  residence_id BIGINT NULL,
  skills VARCHAR(200) NOT NULL,
  roster_version BIGINT NOT NULL,
  version BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_volunteers_account (account_id),
  KEY ix_volunteers_residence (residence_id),
  CONSTRAINT fk_volunteers_account FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT fk_volunteers_residence FOREIGN KEY (residence_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='志愿者';

CREATE TABLE IF NOT EXISTS team_members (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  team_id BIGINT NOT NULL,
  volunteer_id BIGINT NOT NULL,
  status VARCHAR(16) NOT NULL,
  live TINYINT NULL,
  reason VARCHAR(200) NOT NULL,
  requested_at DATETIME(3) NOT NULL,
  decided_at DATETIME(3) NULL,
  decided_by BIGINT NULL,
  UNIQUE KEY uk_team_members_live (team_id, volunteer_id, live),
  KEY ix_team_members_volunteer (volunteer_id),
  CONSTRAINT fk_team_members_team FOREIGN KEY (team_id) REFERENCES teams (id),
  CONSTRAINT fk_team_members_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='队员';

CREATE TABLE IF NOT EXISTS activities (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  station_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  title VARCHAR(100) NOT NULL,
  category VARCHAR(32) NOT NULL,
  place VARCHAR(200) NOT NULL,
  description TEXT NOT NULL,
  starts_at DATETIME(3) NOT NULL,
  ends_at DATETIME(3) NOT NULL,
  sign_up_opens_at DATETIME(3) NOT NULL,
  sign_up_closes_at DATETIME(3) NOT NULL,
  cancel_closes_at DATETIME(3) NOT NULL,
  status VARCHAR(16) NOT NULL,
  published_at DATETIME(3) NULL,
  cancel_reason VARCHAR(200) NULL,
  pending_entries BIGINT NOT NULL,
  decided_entries BIGINT NOT NULL,
  created_by BIGINT NULL,
  version BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  KEY ix_activities_starts (starts_at, id),
  KEY ix_activities_station (station_id, starts_at),
  KEY ix_activities_team (team_id, starts_at),
  CONSTRAINT fk_activities_station FOREIGN KEY (station_id) REFERENCES organizations (id),
  CONSTRAINT fk_activities_team FOREIGN KEY (team_id) REFERENCES teams (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='文明实践活动';

CREATE TABLE IF NOT EXISTS shifts (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  activity_id BIGINT NOT NULL,
  role VARCHAR(64) NOT NULL,
  starts_at DATETIME(3) NOT NULL,
  ends_at DATETIME(3) NOT NULL,
  capacity BIGINT NOT NULL,
  waitlist_capacity BIGINT NOT NULL,
  confirmed BIGINT NOT NULL,
  waitlisted BIGINT NOT NULL,
  last_sequence BIGINT NOT NULL,
  roster_version BIGINT NOT NULL,
  code_secret VARBINARY(32) NOT NULL,
  version BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  KEY ix_shifts_activity (activity_id, starts_at),
  CONSTRAINT fk_shifts_activity FOREIGN KEY (activity_id) REFERENCES activities (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='班次：一个岗位的一个时段';

CREATE TABLE IF NOT EXISTS sign_ups (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  shift_id BIGINT NOT NULL,
  activity_id BIGINT NOT NULL,
  volunteer_id BIGINT NOT NULL,
  status VARCHAR(24) NOT NULL,
  live TINYINT NULL,
  sequence BIGINT NOT NULL,
  checked_in_at DATETIME(3) NULL,
  checked_out_at DATETIME(3) NULL,
  cancelled_at DATETIME(3) NULL,
  cancel_reason VARCHAR(200) NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_sign_ups_live (shift_id, volunteer_id, live),
  UNIQUE KEY uk_sign_ups_sequence (shift_id, sequence),
  KEY ix_sign_ups_queue (shift_id, status, sequence),
  KEY ix_sign_ups_volunteer (volunteer_id, live),
  KEY ix_sign_ups_activity (activity_id, status),
  CONSTRAINT fk_sign_ups_shift FOREIGN KEY (shift_id) REFERENCES shifts (id),
  CONSTRAINT fk_sign_ups_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='报名和候补';

CREATE TABLE IF NOT EXISTS entries (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  sign_up_id BIGINT NOT NULL,
  shift_id BIGINT NOT NULL,
  activity_id BIGINT NOT NULL,
  volunteer_id BIGINT NOT NULL,
  station_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  minutes BIGINT NOT NULL,
  served_on CHAR(10) NOT NULL,
  status VARCHAR(16) NOT NULL,
  decided_at DATETIME(3) NULL,
  decided_by BIGINT NULL,
  reason VARCHAR(200) NULL,
  created_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_entries_sign_up (sign_up_id),
  KEY ix_entries_volunteer (volunteer_id, served_on),
  KEY ix_entries_station (station_id, served_on),
  KEY ix_entries_team (team_id, served_on),
  KEY ix_entries_served (served_on, status),
  KEY ix_entries_shift (shift_id),
  KEY ix_entries_activity (activity_id),
  CONSTRAINT fk_entries_sign_up FOREIGN KEY (sign_up_id) REFERENCES sign_ups (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='服务时长记录';

CREATE TABLE IF NOT EXISTS exports (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  account_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  report VARCHAR(24) NOT NULL,
  format VARCHAR(8) NOT NULL,
  from_on CHAR(10) NOT NULL,
  to_on CHAR(10) NOT NULL,
  status VARCHAR(16) NOT NULL,
  rows_done BIGINT NOT NULL,
  rows_total BIGINT NOT NULL,
  file_name VARCHAR(160) NULL,
  file_size BIGINT NOT NULL,
  file_sha256 CHAR(64) NULL,
  failure VARCHAR(200) NULL,
  owner VARCHAR(40) NULL,
  lease_until DATETIME(3) NULL,
  attempts BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  finished_at DATETIME(3) NULL,
  expires_at DATETIME(3) NOT NULL,
  KEY ix_exports_account (account_id),
  KEY ix_exports_status (status, id),
  CONSTRAINT fk_exports_account FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT fk_exports_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='导出任务';

CREATE TABLE IF NOT EXISTS export_chunks (
  export_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  content MEDIUMBLOB NOT NULL,
  PRIMARY KEY (export_id, number),
  CONSTRAINT fk_export_chunks_export FOREIGN KEY (export_id) REFERENCES exports (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='导出文件的内容';

CREATE TABLE IF NOT EXISTS audit_entries (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  at DATETIME(3) NOT NULL,
  account_id BIGINT NULL,
  account_name VARCHAR(64) NOT NULL,
  action VARCHAR(48) NOT NULL,
  subject_kind VARCHAR(32) NOT NULL,
  subject_id BIGINT NOT NULL,
  organization_id BIGINT NULL,
  before_json TEXT NULL,
  after_json TEXT NULL,
  request_id VARCHAR(64) NOT NULL,
  address VARCHAR(64) NOT NULL,
  KEY ix_audit_entries_subject (subject_kind, subject_id),
  KEY ix_audit_entries_organization (organization_id, id),
  KEY ix_audit_entries_at (at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='操作留痕，只增不改';

CREATE TABLE IF NOT EXISTS idempotency_keys (
  account_id BIGINT NOT NULL,
  idempotency_key VARCHAR(64) NOT NULL,
  fingerprint CHAR(64) NOT NULL,
  status BIGINT NOT NULL,
  content_type VARCHAR(64) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  created_at DATETIME(3) NOT NULL,
  PRIMARY KEY (account_id, idempotency_key),
  KEY ix_idempotency_keys_created (created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='幂等键和当时的回答';

CREATE TABLE IF NOT EXISTS job_leases (
  name VARCHAR(48) NOT NULL PRIMARY KEY,
  owner VARCHAR(40) NULL,
  lease_until DATETIME(3) NOT NULL,
  next_run_at DATETIME(3) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='后台任务的租约';

INSERT IGNORE INTO installation (id) VALUES (1);
