-- +goose Up
CREATE TABLE IF NOT EXISTS certificates (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  number_series VARCHAR(24) NOT NULL,
  sequence INTEGER NOT NULL,
  code CHAR(18) NOT NULL,
  volunteer_id INTEGER NOT NULL,
  volunteer_name VARCHAR(64) NOT NULL,
  station_id INTEGER NOT NULL,
  issuer_name VARCHAR(64) NOT NULL,
  from_on CHAR(10) NOT NULL,
  to_on CHAR(10) NOT NULL,
  services INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  digest CHAR(64) NOT NULL,
  handler_id INTEGER NULL,
  handler_name VARCHAR(64) NOT NULL,
  issued_at DATETIME NOT NULL,
  revoked_at DATETIME NULL,
  revoked_by INTEGER NULL,
  revoke_reason VARCHAR(200) NULL,
  CONSTRAINT fk_certificates_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
  CONSTRAINT fk_certificates_station FOREIGN KEY (station_id) REFERENCES organizations (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_certificates_number ON certificates (number_series, sequence);
CREATE UNIQUE INDEX IF NOT EXISTS uk_certificates_code ON certificates (code);
CREATE INDEX IF NOT EXISTS ix_certificates_volunteer ON certificates (volunteer_id, station_id);
CREATE INDEX IF NOT EXISTS ix_certificates_station ON certificates (station_id);

CREATE TABLE IF NOT EXISTS certificate_records (
  certificate_id INTEGER NOT NULL,
  entry_id INTEGER NOT NULL,
  served_on CHAR(10) NOT NULL,
  title VARCHAR(100) NOT NULL,
  category VARCHAR(32) NOT NULL,
  place VARCHAR(200) NOT NULL,
  role VARCHAR(64) NOT NULL,
  team_name VARCHAR(64) NOT NULL,
  leader_name VARCHAR(64) NOT NULL,
  minutes INTEGER NOT NULL,
  PRIMARY KEY (certificate_id, entry_id),
  CONSTRAINT fk_certificate_records_certificate FOREIGN KEY (certificate_id) REFERENCES certificates (id),
  CONSTRAINT fk_certificate_records_entry FOREIGN KEY (entry_id) REFERENCES entries (id)
);
CREATE INDEX IF NOT EXISTS ix_certificate_records_entry ON certificate_records (entry_id);
