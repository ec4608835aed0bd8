-- +goose Up
ALTER TABLE activities ADD COLUMN recruitment VARCHAR(16) NOT NULL DEFAULT 'open';
ALTER TABLE activities ADD COLUMN join_code VARCHAR(8) NULL;

ALTER TABLE sign_ups ADD COLUMN source VARCHAR(16) NOT NULL DEFAULT 'self';
ALTER TABLE sign_ups ADD COLUMN operator_id INTEGER NULL;

CREATE TABLE IF NOT EXISTS join_code_tries (
  account_id INTEGER NOT NULL,
  activity_id INTEGER NOT NULL,
  wrong INTEGER NOT NULL,
  locked_until DATETIME NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (account_id, activity_id)
);
