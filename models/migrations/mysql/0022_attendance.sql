-- +goose Up
ALTER TABLE sign_ups ADD COLUMN attendance_version BIGINT NOT NULL DEFAULT 0;

CREATE TABLE IF NOT EXISTS attendance_events (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  sign_up_id BIGINT NOT NULL,
  shift_id BIGINT NOT NULL,
  volunteer_id BIGINT NOT NULL,
  kind VARCHAR(8) NOT NULL,
  occurred_at DATETIME(3) NOT NULL,
  method VARCHAR(16) NOT NULL,
  operator_id BIGINT NULL,
  code_step BIGINT NULL,
  nonce VARCHAR(64) NULL,
  device_hash VARCHAR(64) NULL,
  distance_meters BIGINT NULL,
  accuracy_meters BIGINT NULL,
  created_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_attendance_events_code (sign_up_id, kind, code_step),
  UNIQUE KEY uk_attendance_events_nonce (shift_id, nonce),
  KEY ix_attendance_events_shift (shift_id, id),
  KEY ix_attendance_events_device (shift_id, device_hash),
  KEY ix_attendance_events_volunteer (volunteer_id, occurred_at),
  CONSTRAINT fk_attendance_events_sign_up FOREIGN KEY (sign_up_id) REFERENCES sign_ups (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='签到签退流水';

-- What was recorded before there were events: the states of these sign-ups follow from events now, too.
INSERT INTO attendance_events (sign_up_id, shift_id, volunteer_id, kind, occurred_at, method, created_at)
SELECT id, shift_id, volunteer_id, 'in', checked_in_at, 'unknown', checked_in_at FROM sign_ups WHERE checked_in_at IS NOT NULL;
INSERT INTO attendance_events (sign_up_id, shift_id, volunteer_id, kind, occurred_at, method, created_at)
SELECT id, shift_id, volunteer_id, 'out', checked_out_at, 'unknown', checked_out_at FROM sign_ups WHERE checked_out_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS check_in_code_tries (
  account_id BIGINT NOT NULL PRIMARY KEY,
  wrong BIGINT NOT NULL,
  wrong_at DATETIME(3) NULL,
  locked_until DATETIME(3) NULL,
  version BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='签到码试错次数';

ALTER TABLE venues ADD COLUMN latitude DOUBLE NULL, ADD COLUMN longitude DOUBLE NULL;

CREATE TABLE IF NOT EXISTS location_consents (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  volunteer_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NULL,
  granted_at DATETIME(3) NOT NULL,
  revoked_at DATETIME(3) NULL,
  UNIQUE KEY uk_location_consents_live (volunteer_id, live),
  CONSTRAINT fk_location_consents_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='位置信息同意';

CREATE TABLE IF NOT EXISTS attendance_reviews (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  event_id BIGINT NOT NULL,
  reviewed_by BIGINT NOT NULL,
  note VARCHAR(200) NOT NULL,
  created_at DATETIME(3) NOT NULL,
  KEY ix_attendance_reviews_event (event_id, id),
  CONSTRAINT fk_attendance_reviews_event FOREIGN KEY (event_id) REFERENCES attendance_events (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='签到签退核对';

ALTER TABLE activities ADD COLUMN breaks_allowed TINYINT NOT NULL DEFAULT 0;
