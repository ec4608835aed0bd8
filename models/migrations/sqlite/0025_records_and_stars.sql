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
