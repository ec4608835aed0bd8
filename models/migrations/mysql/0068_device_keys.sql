-- +goose Up
-- A device is known within one station and one day, in all of its shifts, and no longer within one shift only.
CREATE TABLE IF NOT EXISTS device_keys (
  station_id BIGINT NOT NULL,
  day CHAR(10) NOT NULL,
  secret VARBINARY(32) NOT NULL,
  PRIMARY KEY (station_id, day),
  CONSTRAINT fk_device_keys_station FOREIGN KEY (station_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='设备密钥';

ALTER TABLE attendance_events DROP KEY ix_attendance_events_device, ADD KEY ix_attendance_events_device (device_hash);
