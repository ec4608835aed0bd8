-- +goose Up
-- A correction is about an entry or about a retro-entry. A column cannot lose its NOT NULL here, so the table is made anew under its own name. The column
-- that is added first cannot be added twice: whoever comes second looks again, and takes nothing away.
ALTER TABLE corrections ADD COLUMN retro_entry_id INTEGER NULL;
DROP TABLE IF EXISTS corrections_before;
CREATE TABLE corrections_before AS SELECT * FROM corrections;
DROP TABLE corrections;
CREATE TABLE corrections (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  entry_id INTEGER NULL,
  retro_entry_id INTEGER NULL,
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
  new_retro_entry_id INTEGER NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT fk_corrections_entry FOREIGN KEY (entry_id) REFERENCES entries (id),
  CONSTRAINT fk_corrections_retro_entry FOREIGN KEY (retro_entry_id) REFERENCES retro_entries (id)
);
INSERT INTO corrections (id, entry_id, station_id, minutes, reason, status, live, objection_id, requested_by, decided_by, decided_at, decision_reason,
  new_entry_id, created_at)
SELECT id, entry_id, station_id, minutes, reason, status, live, objection_id, requested_by, decided_by, decided_at, decision_reason, new_entry_id, created_at
FROM corrections_before;
DROP TABLE corrections_before;
CREATE UNIQUE INDEX IF NOT EXISTS uk_corrections_live ON corrections (entry_id, live);
CREATE UNIQUE INDEX IF NOT EXISTS uk_corrections_retro_live ON corrections (retro_entry_id, live);
CREATE INDEX IF NOT EXISTS ix_corrections_station ON corrections (station_id, status);
