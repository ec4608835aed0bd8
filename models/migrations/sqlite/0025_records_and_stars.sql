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
