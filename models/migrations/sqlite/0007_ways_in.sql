-- +goose Up
ALTER TABLE activities ADD COLUMN recruitment VARCHAR(16) NOT NULL DEFAULT 'open';
ALTER TABLE activities ADD COLUMN join_code VARCHAR(8) NULL;

ALTER TABLE sign_ups ADD COLUMN source VARCHAR(16) NOT NULL DEFAULT 'self';
ALTER TABLE sign_ups ADD COLUMN operator_id INTEGER NULL;

CREATE TABLE IF NOT EXISTS join_code_tries (
  account_id INTEGER NOT NULL,
  activity_id INTEGER NOT NULL,
  wrong INTEGER NOT NULL,
  locked_until DATETIME NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (account_id, activity_id)
);

CREATE TABLE IF NOT EXISTS applications (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  shift_id INTEGER NOT NULL,
  activity_id INTEGER NOT NULL,
  volunteer_id INTEGER NOT NULL,
  status VARCHAR(16) NOT NULL,
  live INTEGER NULL,
  note VARCHAR(200) NOT NULL,
  reason VARCHAR(200) NULL,
  sign_up_id INTEGER NULL,
  risk_notice_id INTEGER NULL,
  decided_by INTEGER NULL,
  decided_at DATETIME NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT fk_applications_shift FOREIGN KEY (shift_id) REFERENCES shifts (id),
  CONSTRAINT fk_applications_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_applications_live ON applications (shift_id, volunteer_id, live);
CREATE INDEX IF NOT EXISTS ix_applications_volunteer ON applications (volunteer_id, id);
CREATE INDEX IF NOT EXISTS ix_applications_activity ON applications (activity_id, status);

CREATE TABLE IF NOT EXISTS invitations (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  shift_id INTEGER NOT NULL,
  activity_id INTEGER NOT NULL,
  volunteer_id INTEGER NOT NULL,
  status VARCHAR(16) NOT NULL,
  live INTEGER NULL,
  note VARCHAR(200) NOT NULL,
  sign_up_id INTEGER NULL,
  invited_by INTEGER NOT NULL,
  decided_at DATETIME NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT fk_invitations_shift FOREIGN KEY (shift_id) REFERENCES shifts (id),
  CONSTRAINT fk_invitations_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_invitations_live ON invitations (shift_id, volunteer_id, live);
CREATE INDEX IF NOT EXISTS ix_invitations_volunteer ON invitations (volunteer_id, id);
