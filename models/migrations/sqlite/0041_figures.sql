-- +goose Up
ALTER TABLE activities ADD COLUMN platform VARCHAR(24) NULL;
ALTER TABLE activities ADD COLUMN beneficiaries INTEGER NULL;
ALTER TABLE activities ADD COLUMN beneficiaries_recorded_by INTEGER NULL;
ALTER TABLE activities ADD COLUMN beneficiaries_recorded_at DATETIME NULL;
ALTER TABLE plan_items ADD COLUMN platform VARCHAR(24) NULL;
CREATE INDEX IF NOT EXISTS ix_shifts_ends ON shifts (ends_at);
CREATE INDEX IF NOT EXISTS ix_volunteers_created ON volunteers (created_at);

CREATE TABLE IF NOT EXISTS populations (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL,
  year INTEGER NOT NULL,
  residents INTEGER NOT NULL,
  source VARCHAR(200) NOT NULL,
  recorded_by INTEGER NULL,
  recorded_at DATETIME NOT NULL,
  CONSTRAINT fk_populations_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
);
CREATE INDEX IF NOT EXISTS ix_populations_year ON populations (organization_id, year, id);

CREATE TABLE IF NOT EXISTS identity_checks (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  volunteer_id INTEGER NOT NULL,
  organization_id INTEGER NOT NULL,
  document VARCHAR(24) NOT NULL,
  checked_by INTEGER NULL,
  checked_at DATETIME NOT NULL,
  CONSTRAINT fk_identity_checks_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
  CONSTRAINT fk_identity_checks_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
);
CREATE INDEX IF NOT EXISTS ix_identity_checks_volunteer ON identity_checks (volunteer_id, checked_at);
