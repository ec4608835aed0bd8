-- +goose Up
CREATE TABLE IF NOT EXISTS installation (
  id INTEGER NOT NULL PRIMARY KEY,
  center_id INTEGER NULL,
  signing_key BLOB NULL,
  set_up_at DATETIME NULL
);

CREATE TABLE IF NOT EXISTS setup_keys (
  key_hash CHAR(64) NOT NULL PRIMARY KEY,
  created_at DATETIME NOT NULL,
  expires_at DATETIME NOT NULL
);

CREATE TABLE IF NOT EXISTS organizations (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  parent_id INTEGER NULL,
  level VARCHAR(16) NOT NULL,
  name VARCHAR(64) NOT NULL,
  region_code CHAR(12) NULL,
  path VARCHAR(160) NOT NULL,
  version INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT fk_organizations_parent FOREIGN KEY (parent_id) REFERENCES organizations (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_organizations_region ON organizations (region_code);
CREATE UNIQUE INDEX IF NOT EXISTS uk_organizations_name ON organizations (parent_id, name);
CREATE INDEX IF NOT EXISTS ix_organizations_path ON organizations (path);

CREATE TABLE IF NOT EXISTS accounts (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  name VARCHAR(64) NOT NULL,
  phone VARCHAR(20) NULL,
  password_hash VARCHAR(160) NULL,
  wechat_open_id VARCHAR(80) NULL,
  organization_id INTEGER NULL,
  status VARCHAR(16) NOT NULL,
  failed_log_ins INTEGER NOT NULL,
  locked_until DATETIME NULL,
  version INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT fk_accounts_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_accounts_phone ON accounts (phone);
CREATE UNIQUE INDEX IF NOT EXISTS uk_accounts_wechat ON accounts (wechat_open_id);
CREATE INDEX IF NOT EXISTS ix_accounts_organization ON accounts (organization_id);

CREATE TABLE IF NOT EXISTS sessions (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  expires_at DATETIME NOT NULL,
  revoked_at DATETIME NULL,
  CONSTRAINT fk_sessions_account FOREIGN KEY (account_id) REFERENCES accounts (id)
);
CREATE INDEX IF NOT EXISTS ix_sessions_account ON sessions (account_id);

CREATE TABLE IF NOT EXISTS refresh_tokens (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  session_id INTEGER NOT NULL,
  token_hash CHAR(64) NOT NULL,
  created_at DATETIME NOT NULL,
  expires_at DATETIME NOT NULL,
  used_at DATETIME NULL,
  CONSTRAINT fk_refresh_tokens_session FOREIGN KEY (session_id) REFERENCES sessions (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_refresh_tokens_hash ON refresh_tokens (token_hash);
CREATE INDEX IF NOT EXISTS ix_refresh_tokens_session ON refresh_tokens (session_id);

CREATE TABLE IF NOT EXISTS role_grants (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL,
  role VARCHAR(24) NOT NULL,
  organization_id INTEGER NOT NULL,
  starts_at DATETIME NOT NULL,
  ends_at DATETIME NULL,
  revoked_at DATETIME NULL,
  granted_by INTEGER NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT fk_role_grants_account FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT fk_role_grants_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
);
CREATE INDEX IF NOT EXISTS ix_role_grants_account ON role_grants (account_id);
CREATE INDEX IF NOT EXISTS ix_role_grants_organization ON role_grants (organization_id);

CREATE TABLE IF NOT EXISTS affiliation_lines (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL,
  affiliation VARCHAR(24) NOT NULL,
  name VARCHAR(64) NOT NULL,
  version INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT fk_affiliation_lines_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_affiliation_lines ON affiliation_lines (organization_id, affiliation);

CREATE TABLE IF NOT EXISTS teams (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL,
  name VARCHAR(64) NOT NULL,
  affiliation VARCHAR(24) NOT NULL,
  category VARCHAR(32) NOT NULL,
  status VARCHAR(16) NOT NULL,
  version INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT fk_teams_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_teams_name ON teams (organization_id, name);

CREATE TABLE IF NOT EXISTS leaderships (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  line_id INTEGER NULL,
  team_id INTEGER NULL,
  account_id INTEGER NOT NULL,
  starts_at DATETIME NOT NULL,
  ends_at DATETIME NULL,
  is_last INTEGER NULL,
  note VARCHAR(200) NOT NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT fk_leaderships_line FOREIGN KEY (line_id) REFERENCES affiliation_lines (id),
  CONSTRAINT fk_leaderships_team FOREIGN KEY (team_id) REFERENCES teams (id),
  CONSTRAINT fk_leaderships_account FOREIGN KEY (account_id) REFERENCES accounts (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_leaderships_line ON leaderships (line_id, is_last);
CREATE UNIQUE INDEX IF NOT EXISTS uk_leaderships_team ON leaderships (team_id, is_last);
CREATE INDEX IF NOT EXISTS ix_leaderships_account ON leaderships (account_id);

CREATE TABLE IF NOT EXISTS volunteers (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL,
  name VARCHAR(64) NOT NULL,
  gender VARCHAR(16) NOT NULL,
  born_on CHAR(10) NOT NULL,
  phone VARCHAR(20) NOT NULL,
  residence_id INTEGER NULL,
  skills VARCHAR(200) NOT NULL,
  roster_version INTEGER NOT NULL,
  version INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT fk_volunteers_account FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT fk_volunteers_residence FOREIGN KEY (residence_id) REFERENCES organizations (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_volunteers_account ON volunteers (account_id);
CREATE INDEX IF NOT EXISTS ix_volunteers_residence ON volunteers (residence_id);

CREATE TABLE IF NOT EXISTS team_members (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  team_id INTEGER NOT NULL,
  volunteer_id INTEGER NOT NULL,
  status VARCHAR(16) NOT NULL,
  live INTEGER NULL,
  reason VARCHAR(200) NOT NULL,
  requested_at DATETIME NOT NULL,
  decided_at DATETIME NULL,
  decided_by INTEGER NULL,
  CONSTRAINT fk_team_members_team FOREIGN KEY (team_id) REFERENCES teams (id),
  CONSTRAINT fk_team_members_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_team_members_live ON team_members (team_id, volunteer_id, live);
CREATE INDEX IF NOT EXISTS ix_team_members_volunteer ON team_members (volunteer_id);

CREATE TABLE IF NOT EXISTS activities (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  station_id INTEGER NOT NULL,
  team_id INTEGER NOT NULL,
  title VARCHAR(100) NOT NULL,
  category VARCHAR(32) NOT NULL,
  place VARCHAR(200) NOT NULL,
  description TEXT NOT NULL,
  starts_at DATETIME NOT NULL,
  ends_at DATETIME NOT NULL,
  sign_up_opens_at DATETIME NOT NULL,
  sign_up_closes_at DATETIME NOT NULL,
  cancel_closes_at DATETIME NOT NULL,
  status VARCHAR(16) NOT NULL,
  published_at DATETIME NULL,
  cancel_reason VARCHAR(200) NULL,
  pending_entries INTEGER NOT NULL,
  decided_entries INTEGER NOT NULL,
  created_by INTEGER NULL,
  version INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT fk_activities_station FOREIGN KEY (station_id) REFERENCES organizations (id),
  CONSTRAINT fk_activities_team FOREIGN KEY (team_id) REFERENCES teams (id)
);
CREATE INDEX IF NOT EXISTS ix_activities_starts ON activities (starts_at, id);
CREATE INDEX IF NOT EXISTS ix_activities_station ON activities (station_id, starts_at);
CREATE INDEX IF NOT EXISTS ix_activities_team ON activities (team_id, starts_at);

CREATE TABLE IF NOT EXISTS shifts (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  activity_id INTEGER NOT NULL,
  role VARCHAR(64) NOT NULL,
  starts_at DATETIME NOT NULL,
  ends_at DATETIME NOT NULL,
  capacity INTEGER NOT NULL,
  waitlist_capacity INTEGER NOT NULL,
  confirmed INTEGER NOT NULL,
  waitlisted INTEGER NOT NULL,
  last_sequence INTEGER NOT NULL,
  roster_version INTEGER NOT NULL,
  code_secret BLOB NOT NULL,
  version INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT fk_shifts_activity FOREIGN KEY (activity_id) REFERENCES activities (id)
);
CREATE INDEX IF NOT EXISTS ix_shifts_activity ON shifts (activity_id, starts_at);

CREATE TABLE IF NOT EXISTS sign_ups (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  shift_id INTEGER NOT NULL,
  activity_id INTEGER NOT NULL,
  volunteer_id INTEGER NOT NULL,
  status VARCHAR(24) NOT NULL,
  live INTEGER NULL,
  sequence INTEGER NOT NULL,
  checked_in_at DATETIME NULL,
  checked_out_at DATETIME NULL,
  cancelled_at DATETIME NULL,
  cancel_reason VARCHAR(200) NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT fk_sign_ups_shift FOREIGN KEY (shift_id) REFERENCES shifts (id),
  CONSTRAINT fk_sign_ups_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_sign_ups_live ON sign_ups (shift_id, volunteer_id, live);
CREATE UNIQUE INDEX IF NOT EXISTS uk_sign_ups_sequence ON sign_ups (shift_id, sequence);
CREATE INDEX IF NOT EXISTS ix_sign_ups_queue ON sign_ups (shift_id, status, sequence);
CREATE INDEX IF NOT EXISTS ix_sign_ups_volunteer ON sign_ups (volunteer_id, live);
CREATE INDEX IF NOT EXISTS ix_sign_ups_activity ON sign_ups (activity_id, status);

CREATE TABLE IF NOT EXISTS entries (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  sign_up_id INTEGER NOT NULL,
  shift_id INTEGER NOT NULL,
  activity_id INTEGER NOT NULL,
  volunteer_id INTEGER NOT NULL,
  station_id INTEGER NOT NULL,
  team_id INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  served_on CHAR(10) NOT NULL,
  status VARCHAR(16) NOT NULL,
  decided_at DATETIME NULL,
  decided_by INTEGER NULL,
  reason VARCHAR(200) NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT fk_entries_sign_up FOREIGN KEY (sign_up_id) REFERENCES sign_ups (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_entries_sign_up ON entries (sign_up_id);
CREATE INDEX IF NOT EXISTS ix_entries_volunteer ON entries (volunteer_id, served_on);
CREATE INDEX IF NOT EXISTS ix_entries_station ON entries (station_id, served_on);
CREATE INDEX IF NOT EXISTS ix_entries_team ON entries (team_id, served_on);
CREATE INDEX IF NOT EXISTS ix_entries_served ON entries (served_on, status);
CREATE INDEX IF NOT EXISTS ix_entries_shift ON entries (shift_id);
CREATE INDEX IF NOT EXISTS ix_entries_activity ON entries (activity_id);

CREATE TABLE IF NOT EXISTS exports (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL,
  organization_id INTEGER NOT NULL,
  report VARCHAR(24) NOT NULL,
  format VARCHAR(8) NOT NULL,
  from_on CHAR(10) NOT NULL,
  to_on CHAR(10) NOT NULL,
  status VARCHAR(16) NOT NULL,
  rows_done INTEGER NOT NULL,
  rows_total INTEGER NOT NULL,
  file_name VARCHAR(160) NULL,
  file_size INTEGER NOT NULL,
  file_sha256 CHAR(64) NULL,
  failure VARCHAR(200) NULL,
  owner VARCHAR(40) NULL,
  lease_until DATETIME NULL,
  attempts INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  finished_at DATETIME NULL,
  expires_at DATETIME NOT NULL,
  CONSTRAINT fk_exports_account FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT fk_exports_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
);
CREATE INDEX IF NOT EXISTS ix_exports_account ON exports (account_id);
CREATE INDEX IF NOT EXISTS ix_exports_status ON exports (status, id);

CREATE TABLE IF NOT EXISTS export_chunks (
  export_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (export_id, number),
  CONSTRAINT fk_export_chunks_export FOREIGN KEY (export_id) REFERENCES exports (id)
);

CREATE TABLE IF NOT EXISTS audit_entries (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  at DATETIME NOT NULL,
  account_id INTEGER NULL,
  account_name VARCHAR(64) NOT NULL,
  action VARCHAR(48) NOT NULL,
  subject_kind VARCHAR(32) NOT NULL,
  subject_id INTEGER NOT NULL,
  organization_id INTEGER NULL,
  before_json TEXT NULL,
  after_json TEXT NULL,
  request_id VARCHAR(64) NOT NULL,
  address VARCHAR(64) NOT NULL
);
CREATE INDEX IF NOT EXISTS ix_audit_entries_subject ON audit_entries (subject_kind, subject_id);
CREATE INDEX IF NOT EXISTS ix_audit_entries_organization ON audit_entries (organization_id, id);
CREATE INDEX IF NOT EXISTS ix_audit_entries_at ON audit_entries (at);

CREATE TABLE IF NOT EXISTS idempotency_keys (
  account_id INTEGER NOT NULL,
  idempotency_key VARCHAR(64) NOT NULL,
  fingerprint CHAR(64) NOT NULL,
  status INTEGER NOT NULL,
  content_type VARCHAR(64) NOT NULL,
  body BLOB NOT NULL,
  created_at DATETIME NOT NULL,
  PRIMARY KEY (account_id, idempotency_key)
);
CREATE INDEX IF NOT EXISTS ix_idempotency_keys_created ON idempotency_keys (created_at);

CREATE TABLE IF NOT EXISTS job_leases (
  name VARCHAR(48) NOT NULL PRIMARY KEY,
  owner VARCHAR(40) NULL,
  lease_until DATETIME NOT NULL,
  next_run_at DATETIME NOT NULL
);

INSERT OR IGNORE INTO installation (id) VALUES (1);
