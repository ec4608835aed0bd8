-- +goose Up
CREATE TABLE IF NOT EXISTS risk_notices (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  activity_id INTEGER NOT NULL,
  notice TEXT NOT NULL,
  created_by INTEGER NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT fk_risk_notices_activity FOREIGN KEY (activity_id) REFERENCES activities (id)
);
CREATE INDEX IF NOT EXISTS ix_risk_notices_activity ON risk_notices (activity_id);

ALTER TABLE activities ADD COLUMN risk_level VARCHAR(8) NOT NULL DEFAULT 'low';
ALTER TABLE activities ADD COLUMN emergency INTEGER NOT NULL DEFAULT 0;
ALTER TABLE activities ADD COLUMN risk_notice_id INTEGER NULL CONSTRAINT fk_activities_risk_notice REFERENCES risk_notices (id);
ALTER TABLE activities ADD COLUMN insurer VARCHAR(100) NOT NULL DEFAULT '';
ALTER TABLE activities ADD COLUMN policy_number VARCHAR(64) NOT NULL DEFAULT '';
ALTER TABLE activities ADD COLUMN insured_from CHAR(10) NOT NULL DEFAULT '';
ALTER TABLE activities ADD COLUMN insured_to CHAR(10) NOT NULL DEFAULT '';

ALTER TABLE sign_ups ADD COLUMN risk_acknowledged_at DATETIME NULL;
ALTER TABLE sign_ups ADD COLUMN risk_notice_id INTEGER NULL CONSTRAINT fk_sign_ups_risk_notice REFERENCES risk_notices (id);

CREATE TABLE IF NOT EXISTS trainings (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL,
  name VARCHAR(64) NOT NULL,
  content TEXT NOT NULL,
  valid_months INTEGER NULL,
  created_by INTEGER NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT fk_trainings_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_trainings_name ON trainings (organization_id, name);

CREATE TABLE IF NOT EXISTS training_records (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  training_id INTEGER NOT NULL,
  volunteer_id INTEGER NOT NULL,
  trained_on CHAR(10) NOT NULL,
  recorded_by INTEGER NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT fk_training_records_training FOREIGN KEY (training_id) REFERENCES trainings (id),
  CONSTRAINT fk_training_records_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_training_records ON training_records (volunteer_id, training_id, trained_on);

ALTER TABLE shifts ADD COLUMN min_age INTEGER NULL;
ALTER TABLE shifts ADD COLUMN max_age INTEGER NULL;
ALTER TABLE shifts ADD COLUMN min_minutes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE shifts ADD COLUMN team_ids VARCHAR(420) NOT NULL DEFAULT '[]';
ALTER TABLE shifts ADD COLUMN affiliations VARCHAR(120) NOT NULL DEFAULT '[]';
ALTER TABLE shifts ADD COLUMN training_id INTEGER NULL CONSTRAINT fk_shifts_training REFERENCES trainings (id);
ALTER TABLE shifts ADD COLUMN min_headcount INTEGER NOT NULL DEFAULT 0;
ALTER TABLE shifts ADD COLUMN quotas VARCHAR(2000) NOT NULL DEFAULT '[]';
ALTER TABLE shifts ADD COLUMN quota_released_at DATETIME NULL;
CREATE INDEX IF NOT EXISTS ix_shifts_starts ON shifts (starts_at, id);
CREATE INDEX IF NOT EXISTS ix_shifts_released ON shifts (quota_released_at);

ALTER TABLE sign_ups ADD COLUMN quota_team_id INTEGER NULL CONSTRAINT fk_sign_ups_quota_team REFERENCES teams (id);
