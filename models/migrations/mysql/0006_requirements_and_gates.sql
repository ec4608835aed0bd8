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

CREATE TABLE IF NOT EXISTS trainings (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  organization_id BIGINT NOT NULL,
  name VARCHAR(64) NOT NULL,
  content TEXT NOT NULL,
  valid_months BIGINT NULL,
  created_by BIGINT NULL,
  created_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_trainings_name (organization_id, name),
  CONSTRAINT fk_trainings_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='培训';

CREATE TABLE IF NOT EXISTS training_records (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  training_id BIGINT NOT NULL,
  volunteer_id BIGINT NOT NULL,
  trained_on CHAR(10) NOT NULL,
  recorded_by BIGINT NULL,
  created_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_training_records (volunteer_id, training_id, trained_on),
  CONSTRAINT fk_training_records_training FOREIGN KEY (training_id) REFERENCES trainings (id),
  CONSTRAINT fk_training_records_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='谁在哪天参加了培训';

ALTER TABLE shifts
  ADD COLUMN min_age BIGINT NULL,
  ADD COLUMN max_age BIGINT NULL,
  ADD COLUMN min_minutes BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN team_ids VARCHAR(420) NOT NULL DEFAULT '[]',
  ADD COLUMN affiliations VARCHAR(120) NOT NULL DEFAULT '[]',
  ADD COLUMN training_id BIGINT NULL,
  ADD CONSTRAINT fk_shifts_training FOREIGN KEY (training_id) REFERENCES trainings (id);

ALTER TABLE shifts
  ADD COLUMN min_headcount BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN quotas VARCHAR(2000) NOT NULL DEFAULT '[]',
  ADD COLUMN quota_released_at DATETIME(3) NULL,
  ADD KEY ix_shifts_starts (starts_at, id),
  ADD KEY ix_shifts_released (quota_released_at);

ALTER TABLE sign_ups
  ADD COLUMN quota_team_id BIGINT NULL,
  ADD CONSTRAINT fk_sign_ups_quota_team FOREIGN KEY (quota_team_id) REFERENCES teams (id);
