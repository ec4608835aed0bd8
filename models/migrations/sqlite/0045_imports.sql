-- +goose Up
CREATE TABLE IF NOT EXISTS volunteer_invitations (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL,
  team_id INTEGER NULL,
  name VARCHAR(64) NOT NULL,
  phone VARCHAR(20) NOT NULL,
  name_key VARCHAR(64) NOT NULL,
  content_key CHAR(64) NOT NULL,
  status VARCHAR(16) NOT NULL,
  invited_by INTEGER NOT NULL,
  volunteer_id INTEGER NULL,
  created_at DATETIME NOT NULL,
  expires_at DATETIME NOT NULL,
  decided_at DATETIME NULL,
  CONSTRAINT fk_volunteer_invitations_organization FOREIGN KEY (organization_id) REFERENCES organizations (id),
  CONSTRAINT fk_volunteer_invitations_team FOREIGN KEY (team_id) REFERENCES teams (id),
  CONSTRAINT fk_volunteer_invitations_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_volunteer_invitations_content ON volunteer_invitations (content_key);
CREATE INDEX IF NOT EXISTS ix_volunteer_invitations_phone ON volunteer_invitations (phone, name_key, status);
CREATE INDEX IF NOT EXISTS ix_volunteer_invitations_expiry ON volunteer_invitations (status, expires_at);

CREATE TABLE IF NOT EXISTS imports (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL,
  organization_id INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  format VARCHAR(8) NOT NULL,
  file_name VARCHAR(200) NOT NULL,
  file_size INTEGER NOT NULL,
  file_sha256 CHAR(64) NOT NULL,
  status VARCHAR(16) NOT NULL,
  mode VARCHAR(8) NULL,
  total_rows INTEGER NOT NULL,
  good_rows INTEGER NOT NULL,
  known_rows INTEGER NOT NULL,
  bad_rows INTEGER NOT NULL,
  failure_code VARCHAR(64) NULL,
  failure VARCHAR(1000) NULL,
  owner VARCHAR(32) NULL,
  lease_until DATETIME NULL,
  attempts INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  checked_at DATETIME NULL,
  finished_at DATETIME NULL,
  expires_at DATETIME NOT NULL,
  CONSTRAINT fk_imports_account FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT fk_imports_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
);
CREATE INDEX IF NOT EXISTS ix_imports_account ON imports (account_id, id);
CREATE INDEX IF NOT EXISTS ix_imports_status ON imports (status, id);
CREATE INDEX IF NOT EXISTS ix_imports_expiry ON imports (expires_at);

CREATE TABLE IF NOT EXISTS import_chunks (
  import_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (import_id, number),
  CONSTRAINT fk_import_chunks_import FOREIGN KEY (import_id) REFERENCES imports (id)
);

CREATE TABLE IF NOT EXISTS import_faults (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  import_id INTEGER NOT NULL,
  place_row INTEGER NOT NULL,
  place_column INTEGER NOT NULL,
  head VARCHAR(64) NOT NULL,
  code VARCHAR(64) NOT NULL,
  message VARCHAR(1000) NOT NULL,
  masked_value VARCHAR(64) NOT NULL,
  CONSTRAINT fk_import_faults_import FOREIGN KEY (import_id) REFERENCES imports (id)
);
CREATE INDEX IF NOT EXISTS ix_import_faults_import ON import_faults (import_id, id);
