-- +goose Up
-- What the calendars of a station and of a team had of a shift when its activity was withdrawn: they go on showing that it is off,
-- whatever becomes of the shift afterwards. What was withdrawn before has left the calendars already.
CREATE TABLE IF NOT EXISTS withdrawn_shifts (
  shift_id INTEGER NOT NULL,
  team_id INTEGER NOT NULL,
  station_id INTEGER NOT NULL,
  activity_id INTEGER NOT NULL,
  starts_at DATETIME NOT NULL,
  ends_at DATETIME NOT NULL,
  activity_version INTEGER NOT NULL,
  shift_version INTEGER NOT NULL,
  withdrawn_at DATETIME NOT NULL,
  PRIMARY KEY (shift_id, team_id),
  CONSTRAINT fk_withdrawn_shifts_team FOREIGN KEY (team_id) REFERENCES teams (id),
  CONSTRAINT fk_withdrawn_shifts_station FOREIGN KEY (station_id) REFERENCES organizations (id),
  CONSTRAINT fk_withdrawn_shifts_activity FOREIGN KEY (activity_id) REFERENCES activities (id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ix_withdrawn_shifts_team ON withdrawn_shifts (team_id, ends_at);
CREATE INDEX IF NOT EXISTS ix_withdrawn_shifts_station ON withdrawn_shifts (station_id, ends_at);
CREATE INDEX IF NOT EXISTS ix_withdrawn_shifts_activity ON withdrawn_shifts (activity_id);
