-- +goose Up
CREATE TABLE IF NOT EXISTS notices (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NULL,
  volunteer_id INTEGER NULL,
  kind VARCHAR(48) NOT NULL,
  title VARCHAR(64) NOT NULL,
  text VARCHAR(1000) NOT NULL,
  activity_id INTEGER NULL,
  shift_id INTEGER NULL,
  sign_up_id INTEGER NULL,
  created_at DATETIME NOT NULL,
  read_at DATETIME NULL,
  CONSTRAINT fk_notices_account FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT fk_notices_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
);
CREATE INDEX IF NOT EXISTS ix_notices_account ON notices (account_id, id);
CREATE INDEX IF NOT EXISTS ix_notices_volunteer ON notices (volunteer_id, id);
