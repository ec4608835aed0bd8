-- +goose Up
CREATE TABLE IF NOT EXISTS service_requests (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  number VARCHAR(16) NOT NULL,
  source VARCHAR(16) NOT NULL,
  station_id INTEGER NOT NULL,
  category VARCHAR(32) NOT NULL,
  content VARCHAR(500) NOT NULL,
  contact_name VARCHAR(64) NOT NULL,
  contact_phone VARCHAR(20) NOT NULL,
  requester_id INTEGER NULL,
  status VARCHAR(16) NOT NULL,
  reason VARCHAR(200) NULL,
  reviewed_by INTEGER NULL,
  reviewed_at DATETIME NULL,
  activity_id INTEGER NULL,
  result VARCHAR(500) NULL,
  completed_by INTEGER NULL,
  completed_at DATETIME NULL,
  completed_on CHAR(10) NULL,
  score INTEGER NULL,
  rating_way VARCHAR(16) NULL,
  rating_text VARCHAR(200) NULL,
  rated_by INTEGER NULL,
  rated_at DATETIME NULL,
  created_by INTEGER NULL,
  version INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT fk_service_requests_station FOREIGN KEY (station_id) REFERENCES organizations (id),
  CONSTRAINT fk_service_requests_requester FOREIGN KEY (requester_id) REFERENCES accounts (id),
  CONSTRAINT fk_service_requests_activity FOREIGN KEY (activity_id) REFERENCES activities (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_service_requests_number ON service_requests (number);
CREATE INDEX IF NOT EXISTS ix_service_requests_station ON service_requests (station_id, status);
CREATE INDEX IF NOT EXISTS ix_service_requests_requester ON service_requests (requester_id, id);
CREATE INDEX IF NOT EXISTS ix_service_requests_activity ON service_requests (activity_id);
CREATE INDEX IF NOT EXISTS ix_service_requests_created ON service_requests (created_at);

CREATE TABLE IF NOT EXISTS service_request_dispatches (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  request_id INTEGER NOT NULL,
  team_id INTEGER NOT NULL,
  due_on CHAR(10) NOT NULL,
  status VARCHAR(16) NOT NULL,
  live INTEGER NULL,
  dispatched_by INTEGER NULL,
  dispatched_at DATETIME NOT NULL,
  taken_by INTEGER NULL,
  taken_at DATETIME NULL,
  ended_by INTEGER NULL,
  ended_at DATETIME NULL,
  reason VARCHAR(200) NULL,
  CONSTRAINT fk_service_request_dispatches_request FOREIGN KEY (request_id) REFERENCES service_requests (id),
  CONSTRAINT fk_service_request_dispatches_team FOREIGN KEY (team_id) REFERENCES teams (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_service_request_dispatches_live ON service_request_dispatches (request_id, live);
CREATE INDEX IF NOT EXISTS ix_service_request_dispatches_team ON service_request_dispatches (team_id, live);

CREATE TABLE IF NOT EXISTS service_request_counters (
  year INTEGER NOT NULL PRIMARY KEY,
  last_serial INTEGER NOT NULL
);
