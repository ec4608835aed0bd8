-- +goose Up
CREATE TABLE IF NOT EXISTS rollup_days (
  station_id BIGINT NOT NULL,
  served_on CHAR(10) NOT NULL,
  team_id BIGINT NOT NULL,
  activity_id BIGINT NOT NULL,
  kind VARCHAR(8) NOT NULL,
  attendances BIGINT NOT NULL,
  minutes BIGINT NOT NULL,
  PRIMARY KEY (station_id, served_on, team_id, activity_id, kind),
  CONSTRAINT fk_rollup_days_station FOREIGN KEY (station_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='按日汇总';

CREATE TABLE IF NOT EXISTS rollup_months (
  station_id BIGINT NOT NULL,
  month CHAR(7) NOT NULL,
  team_id BIGINT NOT NULL,
  kind VARCHAR(8) NOT NULL,
  attendances BIGINT NOT NULL,
  minutes BIGINT NOT NULL,
  PRIMARY KEY (station_id, month, team_id, kind),
  CONSTRAINT fk_rollup_months_station FOREIGN KEY (station_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='按月汇总';

CREATE TABLE IF NOT EXISTS rollup_people (
  station_id BIGINT NOT NULL,
  month CHAR(7) NOT NULL,
  volunteer_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  kind VARCHAR(8) NOT NULL,
  attendances BIGINT NOT NULL,
  minutes BIGINT NOT NULL,
  PRIMARY KEY (station_id, month, volunteer_id, team_id, kind),
  CONSTRAINT fk_rollup_people_station FOREIGN KEY (station_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='每人按月汇总';

CREATE TABLE IF NOT EXISTS rollup_years (
  volunteer_id BIGINT NOT NULL,
  year CHAR(4) NOT NULL,
  kind VARCHAR(8) NOT NULL,
  m01 BIGINT NOT NULL,
  m02 BIGINT NOT NULL,
  m03 BIGINT NOT NULL,
  m04 BIGINT NOT NULL,
  m05 BIGINT NOT NULL,
  m06 BIGINT NOT NULL,
  m07 BIGINT NOT NULL,
  m08 BIGINT NOT NULL,
  m09 BIGINT NOT NULL,
  m10 BIGINT NOT NULL,
  m11 BIGINT NOT NULL,
  m12 BIGINT NOT NULL,
  PRIMARY KEY (volunteer_id, year, kind),
  CONSTRAINT fk_rollup_years_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='每人按年汇总';

-- Up to which row of the chain the rollups hold: 0, and so not yet, for every chain that is older than they are.
ALTER TABLE ledger_heads ADD COLUMN rolled_sequence BIGINT NOT NULL DEFAULT 0;

ALTER TABLE ledger ADD KEY ix_ledger_served (station_id, served_on, volunteer_id, team_id, activity_id, kind, movement);
