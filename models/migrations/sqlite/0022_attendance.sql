-- +goose Up
ALTER TABLE sign_ups ADD COLUMN attendance_version INTEGER NOT NULL DEFAULT 0;

CREATE TABLE IF NOT EXISTS attendance_events (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  sign_up_id INTEGER NOT NULL,
  shift_id INTEGER NOT NULL,
  volunteer_id INTEGER NOT NULL,
  kind VARCHAR(8) NOT NULL,
  occurred_at DATETIME NOT NULL,
  method VARCHAR(16) NOT NULL,
  operator_id INTEGER NULL,
  code_step INTEGER NULL,
  nonce VARCHAR(64) NULL,
  device_hash VARCHAR(64) NULL,
  distance_meters INTEGER NULL,
  accuracy_meters INTEGER NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT fk_attendance_events_sign_up FOREIGN KEY (sign_up_id) REFERENCES sign_ups (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_attendance_events_code ON attendance_events (sign_up_id, kind, code_step);
CREATE UNIQUE INDEX IF NOT EXISTS uk_attendance_events_nonce ON attendance_events (shift_id, nonce);
CREATE INDEX IF NOT EXISTS ix_attendance_events_shift ON attendance_events (shift_id, id);
CREATE INDEX IF NOT EXISTS ix_attendance_events_device ON attendance_events (shift_id, device_hash);
CREATE INDEX IF NOT EXISTS ix_attendance_events_volunteer ON attendance_events (volunteer_id, occurred_at);

-- What was recorded before there were events: the states of these sign-ups follow from events now, too.
INSERT INTO attendance_events (sign_up_id, shift_id, volunteer_id, kind, occurred_at, method, created_at)
SELECT id, shift_id, volunteer_id, 'in', checked_in_at, 'unknown', checked_in_at FROM sign_ups WHERE checked_in_at IS NOT NULL;
INSERT INTO attendance_events (sign_up_id, shift_id, volunteer_id, kind, occurred_at, method, created_at)
SELECT id, shift_id, volunteer_id, 'out', checked_out_at, 'unknown', checked_out_at FROM sign_ups WHERE checked_out_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS check_in_code_tries (
  account_id INTEGER NOT NULL PRIMARY KEY,
  wrong INTEGER NOT NULL,
  wrong_at DATETIME NULL,
  locked_until DATETIME NULL,
  version INTEGER NOT NULL
);

ALTER TABLE venues ADD COLUMN latitude DOUBLE NULL;
ALTER TABLE venues ADD COLUMN longitude DOUBLE NULL;

CREATE TABLE IF NOT EXISTS location_consents (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  volunteer_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  live INTEGER NULL,
  granted_at DATETIME NOT NULL,
  revoked_at DATETIME NULL,
  CONSTRAINT fk_location_consents_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_location_consents_live ON location_consents (volunteer_id, live);

CREATE TABLE IF NOT EXISTS attendance_reviews (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  event_id INTEGER NOT NULL,
  reviewed_by INTEGER NOT NULL,
  note VARCHAR(200) NOT NULL,
  created_at DATETIME NOT NULL,
  CONSTRAINT fk_attendance_reviews_event FOREIGN KEY (event_id) REFERENCES attendance_events (id)
);
CREATE INDEX IF NOT EXISTS ix_attendance_reviews_event ON attendance_reviews (event_id, id);

ALTER TABLE activities ADD COLUMN breaks_allowed INTEGER NOT NULL DEFAULT 0;
