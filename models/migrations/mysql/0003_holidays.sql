-- +goose Up
CREATE TABLE IF NOT EXISTS holiday_years (
  notice_year BIGINT NOT NULL PRIMARY KEY,
  notice_url VARCHAR(200) NOT NULL,
  version BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='管理员导入的放假通知，每年一份';

CREATE TABLE IF NOT EXISTS holidays (
  day CHAR(10) NOT NULL PRIMARY KEY,
  notice_year BIGINT NOT NULL,
  kind VARCHAR(16) NOT NULL,
  name VARCHAR(64) NOT NULL,
  KEY ix_holidays_year (notice_year),
  CONSTRAINT fk_holidays_year FOREIGN KEY (notice_year) REFERENCES holiday_years (notice_year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='放假与调休上班的日子';
