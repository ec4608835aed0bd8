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
