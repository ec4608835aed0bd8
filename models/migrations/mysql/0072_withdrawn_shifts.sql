-- +goose Up
-- What the calendars of a station and of a team had of a shift when its activity was withdrawn: they go on showing that it is off,
-- whatever becomes of the shift afterwards. What was withdrawn before has left the calendars already.
CREATE TABLE IF NOT EXISTS withdrawn_shifts (
  shift_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  station_id BIGINT NOT NULL,
  activity_id BIGINT NOT NULL,
  starts_at DATETIME(3) NOT NULL,
  ends_at DATETIME(3) NOT NULL,
  activity_version BIGINT NOT NULL,
  shift_version BIGINT NOT NULL,
  withdrawn_at DATETIME(3) NOT NULL,
  PRIMARY KEY (shift_id, team_id),
  KEY ix_withdrawn_shifts_team (team_id, ends_at),
  KEY ix_withdrawn_shifts_station (station_id, ends_at),
  KEY ix_withdrawn_shifts_activity (activity_id),
  CONSTRAINT fk_withdrawn_shifts_team FOREIGN KEY (team_id) REFERENCES teams (id),
  CONSTRAINT fk_withdrawn_shifts_station FOREIGN KEY (station_id) REFERENCES organizations (id),
  CONSTRAINT fk_withdrawn_shifts_activity FOREIGN KEY (activity_id) REFERENCES activities (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='撤回的班次';
