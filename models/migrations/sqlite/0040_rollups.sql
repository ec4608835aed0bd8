-- +goose Up
CREATE TABLE IF NOT EXISTS rollup_days (
  station_id INTEGER NOT NULL,
  served_on CHAR(10) NOT NULL,
  team_id INTEGER NOT NULL,
  activity_id INTEGER NOT NULL,
  kind VARCHAR(8) NOT NULL,
  attendances INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  PRIMARY KEY (station_id, served_on, team_id, activity_id, kind),
  CONSTRAINT fk_rollup_days_station FOREIGN KEY (station_id) REFERENCES organizations (id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS rollup_months (
  station_id INTEGER NOT NULL,
  month CHAR(7) NOT NULL,
  team_id INTEGER NOT NULL,
  kind VARCHAR(8) NOT NULL,
  attendances INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  PRIMARY KEY (station_id, month, team_id, kind),
  CONSTRAINT fk_rollup_months_station FOREIGN KEY (station_id) REFERENCES organizations (id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS rollup_people (
  station_id INTEGER NOT NULL,
  month CHAR(7) NOT NULL,
  volunteer_id INTEGER NOT NULL,
  team_id INTEGER NOT NULL,
  kind VARCHAR(8) NOT NULL,
  attendances INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  PRIMARY KEY (station_id, month, volunteer_id, team_id, kind),
  CONSTRAINT fk_rollup_people_station FOREIGN KEY (station_id) REFERENCES organizations (id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS rollup_years (
  volunteer_id INTEGER NOT NULL,
  year CHAR(4) NOT NULL,
  kind VARCHAR(8) NOT NULL,
  m01 INTEGER NOT NULL,
  m02 INTEGER NOT NULL,
  m03 INTEGER NOT NULL,
  m04 INTEGER NOT NULL,
  m05 INTEGER NOT NULL,
  m06 INTEGER NOT NULL,
  m07 INTEGER NOT NULL,
  m08 INTEGER NOT NULL,
  m09 INTEGER NOT NULL,
  m10 INTEGER NOT NULL,
  m11 INTEGER NOT NULL,
  m12 INTEGER NOT NULL,
  PRIMARY KEY (volunteer_id, year, kind),
  CONSTRAINT fk_rollup_years_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
) WITHOUT ROWID;

-- Up to which row of the chain the rollups hold: 0, and so not yet, for every chain that is older than they are.
ALTER TABLE ledger_heads ADD COLUMN rolled_sequence INTEGER NOT NULL DEFAULT 0;

CREATE INDEX IF NOT EXISTS ix_ledger_served ON ledger (station_id, served_on, volunteer_id, team_id, activity_id, kind, movement);
