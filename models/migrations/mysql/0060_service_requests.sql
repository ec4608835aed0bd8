-- +goose Up
CREATE TABLE IF NOT EXISTS service_requests (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  number VARCHAR(16) NOT NULL,
  source VARCHAR(16) NOT NULL,
  station_id BIGINT NOT NULL,
  category VARCHAR(32) NOT NULL,
  content VARCHAR(500) NOT NULL,
  contact_name VARCHAR(64) NOT NULL,
  contact_phone VARCHAR(20) NOT NULL,
  requester_id BIGINT NULL,
  status VARCHAR(16) NOT NULL,
  reason VARCHAR(200) NULL,
  reviewed_by BIGINT NULL,
  reviewed_at DATETIME(3) NULL,
  activity_id BIGINT NULL,
  result VARCHAR(500) NULL,
  completed_by BIGINT NULL,
  completed_at DATETIME(3) NULL,
  completed_on CHAR(10) NULL,
  score BIGINT NULL,
  rating_way VARCHAR(16) NULL,
  rating_text VARCHAR(200) NULL,
  rated_by BIGINT NULL,
  rated_at DATETIME(3) NULL,
  created_by BIGINT NULL,
  version BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_service_requests_number (number),
  KEY ix_service_requests_station (station_id, status),
  KEY ix_service_requests_requester (requester_id, id),
  KEY ix_service_requests_activity (activity_id),
  KEY ix_service_requests_created (created_at),
  CONSTRAINT fk_service_requests_station FOREIGN KEY (station_id) REFERENCES organizations (id),
  CONSTRAINT fk_service_requests_requester FOREIGN KEY (requester_id) REFERENCES accounts (id),
  CONSTRAINT fk_service_requests_activity FOREIGN KEY (activity_id) REFERENCES activities (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='点单';

CREATE TABLE IF NOT EXISTS service_request_dispatches (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  request_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  due_on CHAR(10) NOT NULL,
  status VARCHAR(16) NOT NULL,
  live TINYINT NULL,
  dispatched_by BIGINT NULL,
  dispatched_at DATETIME(3) NOT NULL,
  taken_by BIGINT NULL,
  taken_at DATETIME(3) NULL,
  ended_by BIGINT NULL,
  ended_at DATETIME(3) NULL,
  reason VARCHAR(200) NULL,
  UNIQUE KEY uk_service_request_dispatches_live (request_id, live),
  KEY ix_service_request_dispatches_team (team_id, live),
  CONSTRAINT fk_service_request_dispatches_request FOREIGN KEY (request_id) REFERENCES service_requests (id),
  CONSTRAINT fk_service_request_dispatches_team FOREIGN KEY (team_id) REFERENCES teams (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='派单';

CREATE TABLE IF NOT EXISTS service_request_counters (
  year BIGINT NOT NULL PRIMARY KEY,
  last_serial BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='点单编号';
