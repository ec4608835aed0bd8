-- +goose Up
CREATE TABLE IF NOT EXISTS targets (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  organization_id BIGINT NOT NULL,
  title VARCHAR(100) NOT NULL,
  source VARCHAR(500) NOT NULL,
  subject VARCHAR(16) NOT NULL,
  period VARCHAR(16) NOT NULL,
  conditions TEXT NOT NULL,
  starts_on CHAR(10) NOT NULL,
  ends_on CHAR(10) NULL,
  ended_on CHAR(10) NULL,
  end_reason VARCHAR(200) NULL,
  ended_by BIGINT NULL,
  created_by BIGINT NULL,
  version BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  KEY ix_targets_organization (organization_id, id),
  CONSTRAINT fk_targets_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='考核指标';
