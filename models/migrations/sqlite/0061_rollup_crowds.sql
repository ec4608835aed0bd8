-- +goose Up
-- Rollups keep whom they count, not only how many. They are made anew from the ledger: every chain is behind until then.
DROP TABLE rollup_years;
DROP TABLE rollup_people;
DROP TABLE rollup_months;
DROP TABLE rollup_days;

CREATE TABLE rollup_days (
  station_id INTEGER NOT NULL,
  served_on CHAR(10) NOT NULL,
  team_id INTEGER NOT NULL,
  activity_id INTEGER NOT NULL,
  kind VARCHAR(8) NOT NULL,
  attendances INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  people BLOB NOT NULL,
  PRIMARY KEY (station_id, served_on, team_id, activity_id, kind),
  CONSTRAINT fk_rollup_days_station FOREIGN KEY (station_id) REFERENCES organizations (id)
) WITHOUT ROWID;

CREATE TABLE rollup_months (
  station_id INTEGER NOT NULL,
  month CHAR(7) NOT NULL,
  kind VARCHAR(8) NOT NULL,
  attendances INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  people BLOB NOT NULL,
  activities BLOB NOT NULL,
  PRIMARY KEY (station_id, month, kind),
  CONSTRAINT fk_rollup_months_station FOREIGN KEY (station_id) REFERENCES organizations (id)
) WITHOUT ROWID;

CREATE TABLE rollup_team_months (
  station_id INTEGER NOT NULL,
  month CHAR(7) NOT NULL,
  team_id INTEGER NOT NULL,
  kind VARCHAR(8) NOT NULL,
  attendances INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  people BLOB NOT NULL,
  activities BLOB NOT NULL,
  PRIMARY KEY (station_id, month, team_id, kind),
  CONSTRAINT fk_rollup_team_months_station FOREIGN KEY (station_id) REFERENCES organizations (id)
) WITHOUT ROWID;

UPDATE ledger_heads SET rolled_sequence = 0;
