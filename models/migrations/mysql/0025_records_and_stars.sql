-- +goose Up
CREATE TABLE IF NOT EXISTS honours (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  volunteer_id BIGINT NOT NULL,
  name VARCHAR(100) NOT NULL,
  awarded_on CHAR(10) NOT NULL,
  granted_by VARCHAR(100) NOT NULL,
  level VARCHAR(16) NOT NULL,
  evidence VARCHAR(500) NOT NULL,
  status VARCHAR(16) NOT NULL,
  live TINYINT NULL,
  organization_id BIGINT NULL,
  created_by BIGINT NULL,
  decided_by BIGINT NULL,
  decided_at DATETIME(3) NULL,
  reason VARCHAR(200) NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_honours_live (volunteer_id, awarded_on, name, granted_by, live),
  KEY ix_honours_volunteer (volunteer_id, id),
  KEY ix_honours_status (status, id),
  CONSTRAINT fk_honours_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
  CONSTRAINT fk_honours_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='表彰奖励';

CREATE TABLE IF NOT EXISTS evaluations (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  direction VARCHAR(16) NOT NULL,
  sign_up_id BIGINT NOT NULL,
  activity_id BIGINT NOT NULL,
  volunteer_id BIGINT NOT NULL,
  score BIGINT NOT NULL,
  text VARCHAR(500) NOT NULL,
  author_id BIGINT NOT NULL,
  corrected_at DATETIME(3) NULL,
  closes_on CHAR(10) NOT NULL,
  objection VARCHAR(200) NULL,
  objected_at DATETIME(3) NULL,
  answer VARCHAR(200) NULL,
  answered_at DATETIME(3) NULL,
  answered_by BIGINT NULL,
  set_aside TINYINT NOT NULL,
  version BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_evaluations_once (sign_up_id, direction),
  KEY ix_evaluations_volunteer (volunteer_id, direction),
  KEY ix_evaluations_activity (activity_id, direction),
  CONSTRAINT fk_evaluations_sign_up FOREIGN KEY (sign_up_id) REFERENCES sign_ups (id),
  CONSTRAINT fk_evaluations_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='评价';

CREATE TABLE IF NOT EXISTS evaluation_revisions (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  evaluation_id BIGINT NOT NULL,
  score BIGINT NOT NULL,
  text VARCHAR(500) NOT NULL,
  replaced_at DATETIME(3) NOT NULL,
  KEY ix_evaluation_revisions_evaluation (evaluation_id),
  CONSTRAINT fk_evaluation_revisions_evaluation FOREIGN KEY (evaluation_id) REFERENCES evaluations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='评价的更正留底';

ALTER TABLE trainings
  ADD COLUMN host VARCHAR(100) NOT NULL DEFAULT '',
  ADD COLUMN minutes BIGINT NULL;
ALTER TABLE volunteers ADD COLUMN service_categories VARCHAR(200) NOT NULL DEFAULT '';

CREATE TABLE IF NOT EXISTS star_schemes (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  version BIGINT NOT NULL,
  name VARCHAR(50) NOT NULL,
  period VARCHAR(16) NOT NULL,
  thresholds VARCHAR(200) NOT NULL,
  min_member_months BIGINT NOT NULL,
  created_by BIGINT NULL,
  created_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_star_schemes_version (version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='星级办法';
INSERT IGNORE INTO star_schemes (id, version, name, period, thresholds, min_member_months, created_at)
VALUES (1, 1, '星级志愿者评定', 'all_time', '[6000,18000,36000,60000,90000]', 0, '2026-01-01 00:00:00');

CREATE TABLE IF NOT EXISTS star_applications (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  volunteer_id BIGINT NOT NULL,
  scheme_id BIGINT NOT NULL,
  level BIGINT NOT NULL,
  from_on CHAR(10) NULL,
  to_on CHAR(10) NULL,
  threshold BIGINT NOT NULL,
  status VARCHAR(16) NOT NULL,
  live TINYINT NULL,
  notice_until CHAR(10) NULL,
  reason VARCHAR(200) NULL,
  decided_by BIGINT NULL,
  decided_at DATETIME(3) NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_star_applications_live (volunteer_id, live),
  KEY ix_star_applications_status (status, notice_until),
  CONSTRAINT fk_star_applications_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
  CONSTRAINT fk_star_applications_scheme FOREIGN KEY (scheme_id) REFERENCES star_schemes (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='星级申请';

CREATE TABLE IF NOT EXISTS star_objections (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  application_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  reason VARCHAR(200) NOT NULL,
  status VARCHAR(16) NOT NULL,
  answer VARCHAR(200) NULL,
  decided_by BIGINT NULL,
  decided_at DATETIME(3) NULL,
  created_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_star_objections_once (application_id, account_id),
  CONSTRAINT fk_star_objections_application FOREIGN KEY (application_id) REFERENCES star_applications (id),
  CONSTRAINT fk_star_objections_account FOREIGN KEY (account_id) REFERENCES accounts (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='对星级公示的异议';
