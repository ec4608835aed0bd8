-- +goose Up
CREATE TABLE IF NOT EXISTS venues (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL,
  name VARCHAR(64) NOT NULL,
  address VARCHAR(200) NOT NULL,
  capacity INTEGER NULL,
  status VARCHAR(16) NOT NULL,
  booking_version INTEGER NOT NULL,
  version INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT fk_venues_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_venues_name ON venues (organization_id, name);

ALTER TABLE accounts ADD COLUMN booking_version INTEGER NOT NULL DEFAULT 0;

ALTER TABLE activities ADD COLUMN venue_id INTEGER NULL REFERENCES venues (id);
ALTER TABLE activities ADD COLUMN leader_account_id INTEGER NULL REFERENCES accounts (id);
ALTER TABLE activities ADD COLUMN rescheduled_at DATETIME NULL;
ALTER TABLE activities ADD COLUMN reschedule_reason VARCHAR(200) NULL;
ALTER TABLE activities ADD COLUMN free_cancel_closes_at DATETIME NULL;
CREATE INDEX IF NOT EXISTS ix_activities_venue ON activities (venue_id, ends_at);
CREATE INDEX IF NOT EXISTS ix_activities_leader ON activities (leader_account_id, ends_at);

CREATE TABLE IF NOT EXISTS conflict_overrides (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  kind VARCHAR(16) NOT NULL,
  activity_id INTEGER NOT NULL,
  other_id INTEGER NOT NULL,
  reason VARCHAR(200) NOT NULL,
  account_id INTEGER NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT fk_conflict_overrides_activity FOREIGN KEY (activity_id) REFERENCES activities (id),
  CONSTRAINT fk_conflict_overrides_other FOREIGN KEY (other_id) REFERENCES activities (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_conflict_overrides ON conflict_overrides (activity_id, other_id, kind);
CREATE INDEX IF NOT EXISTS ix_conflict_overrides_other ON conflict_overrides (other_id);

ALTER TABLE shifts ADD COLUMN over_limit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE shifts ADD COLUMN over_reason VARCHAR(200) NULL;
ALTER TABLE shifts ADD COLUMN cancelled_at DATETIME NULL;
ALTER TABLE shifts ADD COLUMN cancel_reason VARCHAR(200) NULL;
