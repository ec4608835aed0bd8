-- +goose Up
CREATE TABLE IF NOT EXISTS series (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  station_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  title VARCHAR(100) NOT NULL,
  category VARCHAR(32) NOT NULL,
  place VARCHAR(200) NOT NULL,
  description TEXT NOT NULL,
  rules TEXT NOT NULL,
  last_rule BIGINT NOT NULL,
  holiday_policy VARCHAR(16) NOT NULL,
  adjusted_workdays VARCHAR(16) NOT NULL,
  excluded_dates TEXT NOT NULL,
  starts_on CHAR(10) NOT NULL,
  ends_on CHAR(10) NOT NULL,
  lead_days BIGINT NOT NULL,
  opens_before BIGINT NULL,
  closes_before BIGINT NOT NULL,
  cancel_before BIGINT NOT NULL,
  publish TINYINT NOT NULL,
  status VARCHAR(16) NOT NULL,
  end_reason VARCHAR(200) NULL,
  trouble VARCHAR(48) NULL,
  generate_on CHAR(10) NOT NULL,
  created_by BIGINT NULL,
  version BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  KEY ix_series_due (status, generate_on, id),
  KEY ix_series_station (station_id, id),
  KEY ix_series_team (team_id, id),
  CONSTRAINT fk_series_station FOREIGN KEY (station_id) REFERENCES organizations (id),
  CONSTRAINT fk_series_team FOREIGN KEY (team_id) REFERENCES teams (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='系列活动';

ALTER TABLE activities
  ADD COLUMN series_id BIGINT NULL,
  ADD COLUMN occurrence_on CHAR(10) NULL,
  ADD KEY ix_activities_series (series_id, occurrence_on),
  ADD CONSTRAINT fk_activities_series FOREIGN KEY (series_id) REFERENCES series (id);

CREATE TABLE IF NOT EXISTS series_occurrences (
  activity_id BIGINT NOT NULL PRIMARY KEY,
  series_id BIGINT NOT NULL,
  rule BIGINT NOT NULL,
  occurrence_on CHAR(10) NOT NULL,
  state VARCHAR(16) NOT NULL,
  written TEXT NOT NULL,
  UNIQUE KEY uk_series_occurrences (series_id, occurrence_on, rule),
  CONSTRAINT fk_series_occurrences_activity FOREIGN KEY (activity_id) REFERENCES activities (id),
  CONSTRAINT fk_series_occurrences_series FOREIGN KEY (series_id) REFERENCES series (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='系列活动的场次';
