-- +goose Up
CREATE TABLE IF NOT EXISTS feeds (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL,
  scope VARCHAR(16) NOT NULL,
  station_id INTEGER NULL,
  team_id INTEGER NULL,
  secret_hash CHAR(64) NOT NULL,
  created_at DATETIME NOT NULL,
  revoked_at DATETIME NULL,
  CONSTRAINT fk_feeds_account FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT fk_feeds_station FOREIGN KEY (station_id) REFERENCES organizations (id),
  CONSTRAINT fk_feeds_team FOREIGN KEY (team_id) REFERENCES teams (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_feeds_secret ON feeds (secret_hash);
CREATE INDEX IF NOT EXISTS ix_feeds_account ON feeds (account_id);
