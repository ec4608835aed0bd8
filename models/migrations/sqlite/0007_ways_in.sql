-- +goose Up
ALTER TABLE activities ADD COLUMN recruitment VARCHAR(16) NOT NULL DEFAULT 'open';
ALTER TABLE activities ADD COLUMN join_code VARCHAR(8) NULL;

ALTER TABLE sign_ups ADD COLUMN source VARCHAR(16) NOT NULL DEFAULT 'self';
ALTER TABLE sign_ups ADD COLUMN operator_id INTEGER NULL;
ALTER TABLE sign_ups ADD COLUMN confirmation VARCHAR(16) NULL;
ALTER TABLE sign_ups ADD COLUMN over_reason VARCHAR(200) NULL;
ALTER TABLE sign_ups ADD COLUMN cannot_come_at DATETIME NULL;
ALTER TABLE sign_ups ADD COLUMN cannot_come_reason VARCHAR(200) NULL;
ALTER TABLE sign_ups ADD COLUMN excused_at DATETIME NULL;
ALTER TABLE sign_ups ADD COLUMN excused_by INTEGER NULL;
ALTER TABLE sign_ups ADD COLUMN excuse_reason VARCHAR(200) NULL;

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
  seat_id INTEGER NOT NULL,
  by_staff INTEGER NOT NULL,
  invited_by INTEGER NOT NULL,
  decided_at DATETIME NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT fk_invitations_shift FOREIGN KEY (shift_id) REFERENCES shifts (id),
  CONSTRAINT fk_invitations_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_invitations_live ON invitations (shift_id, volunteer_id, seat_id, live);
CREATE INDEX IF NOT EXISTS ix_invitations_seat ON invitations (seat_id);
CREATE INDEX IF NOT EXISTS ix_invitations_volunteer ON invitations (volunteer_id, id);

-- A column cannot lose its NOT NULL here, so the table is made anew under its own name: the references to it are counted,
-- and hold again once every row is back.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE volunteers_before AS SELECT * FROM volunteers;
DROP TABLE volunteers;
CREATE TABLE volunteers (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NULL,
  name VARCHAR(64) NOT NULL,
  gender VARCHAR(16) NOT NULL,
  born_on CHAR(10) NOT NULL,
  phone VARCHAR(20) NOT NULL,
  residence_id INTEGER NULL,
  skills VARCHAR(200) NOT NULL,
  roster_version INTEGER NOT NULL,
  organization_id INTEGER NULL,
  registered_by INTEGER NULL,
  confirmed_by VARCHAR(16) NULL,
  unclaimed_phone VARCHAR(20) NULL,
  version INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT fk_volunteers_account FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT fk_volunteers_residence FOREIGN KEY (residence_id) REFERENCES organizations (id),
  CONSTRAINT fk_volunteers_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
);
INSERT INTO volunteers (id, account_id, name, gender, born_on, phone, residence_id, skills, roster_version, version, created_at, updated_at)
SELECT id, account_id, name, gender, born_on, phone, residence_id, skills, roster_version, version, created_at, updated_at FROM volunteers_before;
DROP TABLE volunteers_before;
CREATE UNIQUE INDEX IF NOT EXISTS uk_volunteers_account ON volunteers (account_id);
CREATE UNIQUE INDEX IF NOT EXISTS uk_volunteers_unclaimed ON volunteers (unclaimed_phone);
CREATE INDEX IF NOT EXISTS ix_volunteers_residence ON volunteers (residence_id);
CREATE INDEX IF NOT EXISTS ix_volunteers_organization ON volunteers (organization_id);
CREATE INDEX IF NOT EXISTS ix_volunteers_phone ON volunteers (phone);
