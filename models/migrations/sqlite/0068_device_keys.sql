-- +goose Up
-- A device is known within one station and one day, in all of its shifts, and no longer within one shift only.
CREATE TABLE IF NOT EXISTS device_keys (
  station_id BIGINT NOT NULL,
  day CHAR(10) NOT NULL,
  secret BLOB NOT NULL,
  PRIMARY KEY (station_id, day),
  CONSTRAINT fk_device_keys_station FOREIGN KEY (station_id) REFERENCES organizations (id)
);

DROP INDEX IF EXISTS ix_attendance_events_device;
CREATE INDEX IF NOT EXISTS ix_attendance_events_device ON attendance_events (device_hash);
