-- +goose Up
CREATE TABLE IF NOT EXISTS filings (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(16) NOT NULL,
  organization_id BIGINT NOT NULL,
  span VARCHAR(8) NOT NULL,
  starts_on CHAR(10) NOT NULL,
  edition BIGINT NOT NULL,
  live TINYINT NULL,
  edition_reason VARCHAR(200) NULL,
  status VARCHAR(16) NOT NULL,
  created_by BIGINT NULL,
  filler_name VARCHAR(64) NULL,
  filler_phone VARCHAR(20) NULL,
  submitted_by BIGINT NULL,
  frozen_at DATETIME(3) NULL,
  snapshot_sha256 CHAR(64) NULL,
  return_reason VARCHAR(200) NULL,
  reviewed_by BIGINT NULL,
  reviewed_at DATETIME(3) NULL,
  approver_name VARCHAR(64) NULL,
  version BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_filings_live (organization_id, kind, span, starts_on, live),
  UNIQUE KEY uk_filings_edition (organization_id, kind, span, starts_on, edition),
  CONSTRAINT fk_filings_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='上报的报表';

CREATE TABLE IF NOT EXISTS filing_snapshots (
  filing_id BIGINT NOT NULL PRIMARY KEY,
  content MEDIUMBLOB NOT NULL,
  CONSTRAINT fk_filing_snapshots_filing FOREIGN KEY (filing_id) REFERENCES filings (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='报表上报时的快照';
