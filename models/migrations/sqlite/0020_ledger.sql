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

ALTER TABLE entries ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN corrects_id INTEGER NULL;
ALTER TABLE entries ADD COLUMN due_on CHAR(10) NULL;
ALTER TABLE entries ADD COLUMN reminded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN measured_minutes INTEGER NULL;
ALTER TABLE entries ADD COLUMN settled_by INTEGER NULL;
ALTER TABLE entries ADD COLUMN settled_reason VARCHAR(200) NULL;
CREATE INDEX ix_entries_due ON entries (status, due_on);
DROP INDEX uk_entries_sign_up;
CREATE UNIQUE INDEX uk_entries_sign_up ON entries (sign_up_id, revision);

CREATE TABLE IF NOT EXISTS corrections (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  entry_id INTEGER NOT NULL,
  station_id INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  reason VARCHAR(200) NOT NULL,
  status VARCHAR(16) NOT NULL,
  live INTEGER NULL,
  objection_id INTEGER NULL,
  requested_by INTEGER NOT NULL,
  decided_by INTEGER NULL,
  decided_at DATETIME NULL,
  decision_reason VARCHAR(200) NULL,
  new_entry_id INTEGER NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT fk_corrections_entry FOREIGN KEY (entry_id) REFERENCES entries (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_corrections_live ON corrections (entry_id, live);
CREATE INDEX IF NOT EXISTS ix_corrections_station ON corrections (station_id, status);

CREATE TABLE IF NOT EXISTS objections (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  kind VARCHAR(8) NOT NULL,
  subject_id INTEGER NOT NULL,
  volunteer_id INTEGER NOT NULL,
  station_id INTEGER NOT NULL,
  reason VARCHAR(200) NOT NULL,
  claimed_minutes INTEGER NULL,
  status VARCHAR(16) NOT NULL,
  live INTEGER NULL,
  due_on CHAR(10) NOT NULL,
  answer VARCHAR(200) NULL,
  decided_by INTEGER NULL,
  decided_at DATETIME NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT fk_objections_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
  CONSTRAINT fk_objections_station FOREIGN KEY (station_id) REFERENCES organizations (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_objections_live ON objections (kind, subject_id, live);
CREATE INDEX IF NOT EXISTS ix_objections_volunteer ON objections (volunteer_id, id);
CREATE INDEX IF NOT EXISTS ix_objections_station ON objections (station_id, status);

CREATE TABLE IF NOT EXISTS retro_entries (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  station_id INTEGER NOT NULL,
  activity_id INTEGER NOT NULL,
  shift_id INTEGER NOT NULL,
  team_id INTEGER NOT NULL,
  volunteer_id INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  served_on CHAR(10) NOT NULL,
  evidence VARCHAR(1000) NOT NULL,
  evidence_url VARCHAR(500) NULL,
  declared_at DATETIME NOT NULL,
  status VARCHAR(16) NOT NULL,
  live INTEGER NULL,
  entered_by INTEGER NOT NULL,
  decided_by INTEGER NULL,
  decided_at DATETIME NULL,
  reason VARCHAR(200) NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT fk_retro_entries_shift FOREIGN KEY (shift_id) REFERENCES shifts (id),
  CONSTRAINT fk_retro_entries_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_retro_entries_live ON retro_entries (shift_id, volunteer_id, live);
CREATE INDEX IF NOT EXISTS ix_retro_entries_volunteer ON retro_entries (volunteer_id, id);
CREATE INDEX IF NOT EXISTS ix_retro_entries_station ON retro_entries (station_id, status);
