-- +goose Up
CREATE TABLE IF NOT EXISTS notices (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  account_id BIGINT NULL,
  volunteer_id BIGINT NULL,
  kind VARCHAR(48) NOT NULL,
  title VARCHAR(64) NOT NULL,
  text VARCHAR(1000) NOT NULL,
  activity_id BIGINT NULL,
  shift_id BIGINT NULL,
  sign_up_id BIGINT NULL,
  created_at DATETIME(3) NOT NULL,
  read_at DATETIME(3) NULL,
  KEY ix_notices_account (account_id, id),
  KEY ix_notices_volunteer (volunteer_id, id),
  CONSTRAINT fk_notices_account FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT fk_notices_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='通知：告诉过谁什么';
