-- +goose Up
CREATE TABLE IF NOT EXISTS feeds (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  account_id BIGINT NOT NULL,
  scope VARCHAR(16) NOT NULL,
  station_id BIGINT NULL,
  team_id BIGINT NULL,
  secret_hash CHAR(64) NOT NULL,
  created_at DATETIME(3) NOT NULL,
  revoked_at DATETIME(3) NULL,
  UNIQUE KEY uk_feeds_secret (secret_hash),
  KEY ix_feeds_account (account_id),
  CONSTRAINT fk_feeds_account FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT fk_feeds_station FOREIGN KEY (station_id) REFERENCES organizations (id),
  CONSTRAINT fk_feeds_team FOREIGN KEY (team_id) REFERENCES teams (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='日历订阅';
