-- +goose Up
ALTER TABLE activities ADD COLUMN recruitment VARCHAR(16) NOT NULL DEFAULT 'open', ADD COLUMN join_code VARCHAR(8) NULL;

ALTER TABLE sign_ups ADD COLUMN source VARCHAR(16) NOT NULL DEFAULT 'self', ADD COLUMN operator_id BIGINT NULL;

CREATE TABLE IF NOT EXISTS join_code_tries (
  account_id BIGINT NOT NULL,
  activity_id BIGINT NOT NULL,
  wrong BIGINT NOT NULL,
  locked_until DATETIME(3) NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (account_id, activity_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='报名码试错次数';
