-- +goose Up
CREATE TABLE IF NOT EXISTS honours (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  volunteer_id INTEGER NOT NULL,
  name VARCHAR(100) NOT NULL,
  awarded_on CHAR(10) NOT NULL,
  granted_by VARCHAR(100) NOT NULL,
  level VARCHAR(16) NOT NULL,
  evidence VARCHAR(500) NOT NULL,
  status VARCHAR(16) NOT NULL,
  live INTEGER NULL,
  organization_id INTEGER NULL,
  created_by INTEGER NULL,
  decided_by INTEGER NULL,
  decided_at DATETIME NULL,
  reason VARCHAR(200) NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT fk_honours_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
  CONSTRAINT fk_honours_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_honours_live ON honours (volunteer_id, awarded_on, name, granted_by, live);
CREATE INDEX IF NOT EXISTS ix_honours_volunteer ON honours (volunteer_id, id);
CREATE INDEX IF NOT EXISTS ix_honours_status ON honours (status, id);

CREATE TABLE IF NOT EXISTS evaluations (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  direction VARCHAR(16) NOT NULL,
  sign_up_id INTEGER NOT NULL,
  activity_id INTEGER NOT NULL,
  volunteer_id INTEGER NOT NULL,
  score INTEGER NOT NULL,
  text VARCHAR(500) NOT NULL,
  author_id INTEGER NOT NULL,
  corrected_at DATETIME NULL,
  closes_on CHAR(10) NOT NULL,
  objection VARCHAR(200) NULL,
  objected_at DATETIME NULL,
  answer VARCHAR(200) NULL,
  answered_at DATETIME NULL,
  answered_by INTEGER NULL,
  set_aside INTEGER NOT NULL,
  version INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT fk_evaluations_sign_up FOREIGN KEY (sign_up_id) REFERENCES sign_ups (id),
  CONSTRAINT fk_evaluations_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_evaluations_once ON evaluations (sign_up_id, direction);
CREATE INDEX IF NOT EXISTS ix_evaluations_volunteer ON evaluations (volunteer_id, direction);
CREATE INDEX IF NOT EXISTS ix_evaluations_activity ON evaluations (activity_id, direction);

CREATE TABLE IF NOT EXISTS evaluation_revisions (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  evaluation_id INTEGER NOT NULL,
  score INTEGER NOT NULL,
  text VARCHAR(500) NOT NULL,
  replaced_at DATETIME NOT NULL,
  CONSTRAINT fk_evaluation_revisions_evaluation FOREIGN KEY (evaluation_id) REFERENCES evaluations (id)
);
CREATE INDEX IF NOT EXISTS ix_evaluation_revisions_evaluation ON evaluation_revisions (evaluation_id);

ALTER TABLE trainings ADD COLUMN host VARCHAR(100) NOT NULL DEFAULT '';
ALTER TABLE trainings ADD COLUMN minutes INTEGER NULL;
ALTER TABLE volunteers ADD COLUMN service_categories VARCHAR(200) NOT NULL DEFAULT '';

CREATE TABLE IF NOT EXISTS star_schemes (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL,
  name VARCHAR(50) NOT NULL,
  period VARCHAR(16) NOT NULL,
  thresholds VARCHAR(200) NOT NULL,
  min_member_months INTEGER NOT NULL,
  created_by INTEGER NULL,
  created_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_star_schemes_version ON star_schemes (version);
INSERT OR IGNORE INTO star_schemes (id, version, name, period, thresholds, min_member_months, created_at)
VALUES (1, 1, '星级志愿者评定', 'all_time', '[6000,18000,36000,60000,90000]', 0, '2026-01-01 00:00:00');

CREATE TABLE IF NOT EXISTS star_applications (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  volunteer_id INTEGER NOT NULL,
  scheme_id INTEGER NOT NULL,
  level INTEGER NOT NULL,
  from_on CHAR(10) NULL,
  to_on CHAR(10) NULL,
  threshold INTEGER NOT NULL,
  status VARCHAR(16) NOT NULL,
  live INTEGER NULL,
  notice_until CHAR(10) NULL,
  reason VARCHAR(200) NULL,
  decided_by INTEGER NULL,
  decided_at DATETIME NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT fk_star_applications_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
  CONSTRAINT fk_star_applications_scheme FOREIGN KEY (scheme_id) REFERENCES star_schemes (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_star_applications_live ON star_applications (volunteer_id, live);
CREATE INDEX IF NOT EXISTS ix_star_applications_status ON star_applications (status, notice_until);

CREATE TABLE IF NOT EXISTS star_objections (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  application_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  reason VARCHAR(200) NOT NULL,
  status VARCHAR(16) NOT NULL,
  answer VARCHAR(200) NULL,
  decided_by INTEGER NULL,
  decided_at DATETIME NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT fk_star_objections_application FOREIGN KEY (application_id) REFERENCES star_applications (id),
  CONSTRAINT fk_star_objections_account FOREIGN KEY (account_id) REFERENCES accounts (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_star_objections_once ON star_objections (application_id, account_id);
