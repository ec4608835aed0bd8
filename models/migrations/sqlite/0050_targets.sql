-- +goose Up
CREATE TABLE IF NOT EXISTS targets (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL,
  title VARCHAR(100) NOT NULL,
  source VARCHAR(500) NOT NULL,
  subject VARCHAR(16) NOT NULL,
  period VARCHAR(16) NOT NULL,
  conditions TEXT NOT NULL,
  starts_on CHAR(10) NOT NULL,
  ends_on CHAR(10) NULL,
  ended_on CHAR(10) NULL,
  end_reason VARCHAR(200) NULL,
  ended_by INTEGER NULL,
  created_by INTEGER NULL,
  version INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT fk_targets_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
);
CREATE INDEX IF NOT EXISTS ix_targets_organization ON targets (organization_id, id);
