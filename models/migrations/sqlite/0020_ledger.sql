-- +goose Up
CREATE TABLE IF NOT EXISTS ledger (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  station_id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  kind VARCHAR(8) NOT NULL,
  movement VARCHAR(8) NOT NULL,
  subject_id INTEGER NOT NULL,
  volunteer_id INTEGER NOT NULL,
  activity_id INTEGER NOT NULL,
  shift_id INTEGER NULL,
  team_id INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  served_on CHAR(10) NOT NULL,
  reverses INTEGER NULL,
  reason VARCHAR(200) NULL,
  requested_by INTEGER NULL,
  decided_by INTEGER NULL,
  created_at DATETIME NOT NULL,
  previous_hash CHAR(64) NOT NULL,
  hash CHAR(64) NOT NULL,
  CONSTRAINT fk_ledger_station FOREIGN KEY (station_id) REFERENCES organizations (id),
  CONSTRAINT fk_ledger_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_ledger_sequence ON ledger (station_id, sequence);
CREATE UNIQUE INDEX IF NOT EXISTS uk_ledger_subject ON ledger (kind, subject_id, movement);
CREATE UNIQUE INDEX IF NOT EXISTS uk_ledger_reverses ON ledger (station_id, reverses);
CREATE INDEX IF NOT EXISTS ix_ledger_volunteer ON ledger (volunteer_id, kind);

CREATE TABLE IF NOT EXISTS ledger_heads (
  station_id INTEGER NOT NULL PRIMARY KEY,
  sequence INTEGER NOT NULL,
  hash CHAR(64) NOT NULL,
  CONSTRAINT fk_ledger_heads_station FOREIGN KEY (station_id) REFERENCES organizations (id)
);

ALTER TABLE audit_entries ADD COLUMN hash CHAR(64) NULL;

CREATE TABLE IF NOT EXISTS audit_seals (
  sequence INTEGER NOT NULL PRIMARY KEY,
  after_id INTEGER NOT NULL,
  last_id INTEGER NOT NULL,
  sealed_rows INTEGER NOT NULL,
  sealed_at DATETIME NOT NULL,
  previous_hash CHAR(64) NOT NULL,
  hash CHAR(64) NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_audit_seals_after ON audit_seals (after_id);
