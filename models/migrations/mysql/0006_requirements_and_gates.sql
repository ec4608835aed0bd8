-- +goose Up
CREATE TABLE IF NOT EXISTS risk_notices (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  activity_id BIGINT NOT NULL,
  notice TEXT NOT NULL,
  created_by BIGINT NULL,
  created_at DATETIME(3) NOT NULL,
  KEY ix_risk_notices_activity (activity_id),
  CONSTRAINT fk_risk_notices_activity FOREIGN KEY (activity_id) REFERENCES activities (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='风险告知的各个版本，只增不改';

ALTER TABLE activities
  ADD COLUMN risk_level VARCHAR(8) NOT NULL DEFAULT 'low',
  ADD COLUMN emergency TINYINT NOT NULL DEFAULT 0,
  ADD COLUMN risk_notice_id BIGINT NULL,
  ADD COLUMN insurer VARCHAR(100) NOT NULL DEFAULT '',
  ADD COLUMN policy_number VARCHAR(64) NOT NULL DEFAULT '',
  ADD COLUMN insured_from CHAR(10) NOT NULL DEFAULT '',
  ADD COLUMN insured_to CHAR(10) NOT NULL DEFAULT '',
  ADD CONSTRAINT fk_activities_risk_notice FOREIGN KEY (risk_notice_id) REFERENCES risk_notices (id);

ALTER TABLE sign_ups
  ADD COLUMN risk_acknowledged_at DATETIME(3) NULL,
  ADD COLUMN risk_notice_id BIGINT NULL,
  ADD CONSTRAINT fk_sign_ups_risk_notice FOREIGN KEY (risk_notice_id) REFERENCES risk_notices (id);
