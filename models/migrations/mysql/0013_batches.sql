-- +goose Up
CREATE TABLE IF NOT EXISTS activity_batches (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(16) NOT NULL,
  source_id BIGINT NULL,
  created_by BIGINT NULL,
  created_at DATETIME(3) NOT NULL,
  undone_at DATETIME(3) NULL,
  undone_by BIGINT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='批次';

CREATE TABLE IF NOT EXISTS activity_batch_members (
  activity_id BIGINT NOT NULL PRIMARY KEY,
  batch_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  shifts BIGINT NOT NULL,
  outcome VARCHAR(16) NULL,
  reason VARCHAR(64) NULL,
  KEY ix_activity_batch_members_batch (batch_id, activity_id),
  CONSTRAINT fk_activity_batch_members_activity FOREIGN KEY (activity_id) REFERENCES activities (id),
  CONSTRAINT fk_activity_batch_members_batch FOREIGN KEY (batch_id) REFERENCES activity_batches (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='批次里的活动';
