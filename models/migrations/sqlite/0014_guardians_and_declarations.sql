-- +goose Up
CREATE TABLE IF NOT EXISTS guardian_consents (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  volunteer_id INTEGER NOT NULL,
  guardian_name VARCHAR(64) NOT NULL,
  relation VARCHAR(20) NOT NULL,
  phone VARCHAR(20) NOT NULL,
  scope VARCHAR(16) NOT NULL,
  activity_id INTEGER NULL,
  mode VARCHAR(16) NOT NULL,
  given_by VARCHAR(16) NOT NULL,
  expires_on CHAR(10) NULL,
  recorded_by INTEGER NULL,
  granted_at DATETIME NOT NULL,
  revoked_at DATETIME NULL,
  revoked_by INTEGER NULL,
  revoke_reason VARCHAR(200) NULL,
  CONSTRAINT fk_guardian_consents_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
  CONSTRAINT fk_guardian_consents_activity FOREIGN KEY (activity_id) REFERENCES activities (id)
);
CREATE INDEX IF NOT EXISTS ix_guardian_consents_volunteer ON guardian_consents (volunteer_id, id);

ALTER TABLE sign_ups ADD COLUMN guardian_consent_id INTEGER NULL CONSTRAINT fk_sign_ups_guardian_consent REFERENCES guardian_consents (id);
ALTER TABLE sign_ups ADD COLUMN guardian_accompanies INTEGER NOT NULL DEFAULT 0;

ALTER TABLE activities ADD COLUMN declaration_version INTEGER NULL;
ALTER TABLE activities ADD COLUMN declared_by INTEGER NULL;
ALTER TABLE activities ADD COLUMN declared_at DATETIME NULL;

ALTER TABLE series ADD COLUMN declaration_version INTEGER NULL;
ALTER TABLE series ADD COLUMN declared_by INTEGER NULL;
ALTER TABLE series ADD COLUMN declared_at DATETIME NULL;
