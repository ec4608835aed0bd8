-- +goose Up
CREATE TABLE IF NOT EXISTS activity_batches (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  kind VARCHAR(16) NOT NULL,
  source_id INTEGER NULL,
  created_by INTEGER NULL,
  created_at DATETIME NOT NULL,
  undone_at DATETIME NULL,
  undone_by INTEGER NULL
);

CREATE TABLE IF NOT EXISTS activity_batch_members (
  activity_id INTEGER NOT NULL PRIMARY KEY,
  batch_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  shifts INTEGER NOT NULL,
  outcome VARCHAR(16) NULL,
  reason VARCHAR(64) NULL,
  CONSTRAINT fk_activity_batch_members_activity FOREIGN KEY (activity_id) REFERENCES activities (id),
  CONSTRAINT fk_activity_batch_members_batch FOREIGN KEY (batch_id) REFERENCES activity_batches (id)
);
CREATE INDEX IF NOT EXISTS ix_activity_batch_members_batch ON activity_batch_members (batch_id, activity_id);
