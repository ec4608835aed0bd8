-- +goose Up
CREATE TABLE IF NOT EXISTS holiday_years (
  notice_year INTEGER NOT NULL PRIMARY KEY,
  notice_url VARCHAR(200) NOT NULL,
  version INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL
);

CREATE TABLE IF NOT EXISTS holidays (
  day CHAR(10) NOT NULL PRIMARY KEY,
  notice_year INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  name VARCHAR(64) NOT NULL,
  CONSTRAINT fk_holidays_year FOREIGN KEY (notice_year) REFERENCES holiday_years (notice_year)
);
CREATE INDEX IF NOT EXISTS ix_holidays_year ON holidays (notice_year);
