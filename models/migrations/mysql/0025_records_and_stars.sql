-- +goose Up
CREATE TABLE IF NOT EXISTS honours (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  volunteer_id BIGINT NOT NULL,
  name VARCHAR(100) NOT NULL,
  awarded_on CHAR(10) NOT NULL,
  granted_by VARCHAR(100) NOT NULL,
  level VARCHAR(16) NOT NULL,
  evidence VARCHAR(500) NOT NULL,
  status VARCHAR(16) NOT NULL,
  live TINYINT NULL,
  organization_id BIGINT NULL,
  created_by BIGINT NULL,
  decided_by BIGINT NULL,
  decided_at DATETIME(3) NULL,
  reason VARCHAR(200) NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_honours_live (volunteer_id, awarded_on, name, granted_by, live),
  KEY ix_honours_volunteer (volunteer_id, id),
  KEY ix_honours_status (status, id),
  CONSTRAINT fk_honours_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
  CONSTRAINT fk_honours_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='表彰奖励';
