-- +goose Up
CREATE TABLE IF NOT EXISTS guardian_consents (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  volunteer_id BIGINT NOT NULL,
  guardian_name VARCHAR(64) NOT NULL,
  relation VARCHAR(20) NOT NULL,
  phone VARCHAR(20) NOT NULL,
  scope VARCHAR(16) NOT NULL,
  activity_id BIGINT NULL,
  mode VARCHAR(16) NOT NULL,
  given_by VARCHAR(16) NOT NULL,
  expires_on CHAR(10) NULL,
  recorded_by BIGINT NULL,
  granted_at DATETIME(3) NOT NULL,
  revoked_at DATETIME(3) NULL,
  revoked_by BIGINT NULL,
  revoke_reason VARCHAR(200) NULL,
  KEY ix_guardian_consents_volunteer (volunteer_id, id),
  CONSTRAINT fk_guardian_consents_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
  CONSTRAINT fk_guardian_consents_activity FOREIGN KEY (activity_id) REFERENCES activities (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='监护人同意';

ALTER TABLE sign_ups
  ADD COLUMN guardian_consent_id BIGINT NULL,
  ADD COLUMN guardian_accompanies TINYINT NOT NULL DEFAULT 0,
  ADD CONSTRAINT fk_sign_ups_guardian_consent FOREIGN KEY (guardian_consent_id) REFERENCES guardian_consents (id);

ALTER TABLE activities
  ADD COLUMN declaration_version BIGINT NULL,
  ADD COLUMN declared_by BIGINT NULL,
  ADD COLUMN declared_at DATETIME(3) NULL;

ALTER TABLE series
  ADD COLUMN declaration_version BIGINT NULL,
  ADD COLUMN declared_by BIGINT NULL,
  ADD COLUMN declared_at DATETIME(3) NULL;
