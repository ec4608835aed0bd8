-- +goose Up
CREATE TABLE IF NOT EXISTS series (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  station_id INTEGER NOT NULL,
  team_id INTEGER NOT NULL,
  title VARCHAR(100) NOT NULL,
  category VARCHAR(32) NOT NULL,
  place VARCHAR(200) NOT NULL,
  description TEXT NOT NULL,
  rules TEXT NOT NULL,
  last_rule INTEGER NOT NULL,
  holiday_policy VARCHAR(16) NOT NULL,
  adjusted_workdays VARCHAR(16) NOT NULL,
  excluded_dates TEXT NOT NULL,
  starts_on CHAR(10) NOT NULL,
  ends_on CHAR(10) NOT NULL,
  lead_days INTEGER NOT NULL,
  opens_before INTEGER NULL,
  closes_before INTEGER NOT NULL,
  cancel_before INTEGER NOT NULL,
  publish INTEGER NOT NULL,
  status VARCHAR(16) NOT NULL,
  end_reason VARCHAR(200) NULL,
  trouble VARCHAR(48) NULL,
  generate_on CHAR(10) NOT NULL,
  created_by INTEGER NULL,
  version INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT fk_series_station FOREIGN KEY (station_id) REFERENCES organizations (id),
  CONSTRAINT fk_series_team FOREIGN KEY (team_id) REFERENCES teams (id)
);
CREATE INDEX IF NOT EXISTS ix_series_due ON series (status, generate_on, id);
CREATE INDEX IF NOT EXISTS ix_series_station ON series (station_id, id);
CREATE INDEX IF NOT EXISTS ix_series_team ON series (team_id, id);

ALTER TABLE activities ADD COLUMN series_id INTEGER NULL CONSTRAINT fk_activities_series REFERENCES series (id);
ALTER TABLE activities ADD COLUMN occurrence_on CHAR(10) NULL;
CREATE INDEX IF NOT EXISTS ix_activities_series ON activities (series_id, occurrence_on);

CREATE TABLE IF NOT EXISTS series_occurrences (
  activity_id INTEGER NOT NULL PRIMARY KEY,
  series_id INTEGER NOT NULL,
  rule INTEGER NOT NULL,
  occurrence_on CHAR(10) NOT NULL,
  state VARCHAR(16) NOT NULL,
  written TEXT NOT NULL,
  CONSTRAINT fk_series_occurrences_activity FOREIGN KEY (activity_id) REFERENCES activities (id),
  CONSTRAINT fk_series_occurrences_series FOREIGN KEY (series_id) REFERENCES series (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_series_occurrences ON series_occurrences (series_id, occurrence_on, rule);
