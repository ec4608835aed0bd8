-- +goose Up
CREATE TABLE IF NOT EXISTS filings (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  kind VARCHAR(16) NOT NULL,
  organization_id INTEGER NOT NULL,
  span VARCHAR(8) NOT NULL,
  starts_on CHAR(10) NOT NULL,
  edition INTEGER NOT NULL,
  live INTEGER NULL,
  edition_reason VARCHAR(200) NULL,
  status VARCHAR(16) NOT NULL,
  created_by INTEGER NULL,
  filler_name VARCHAR(64) NULL,
  filler_phone VARCHAR(20) NULL,
  submitted_by INTEGER NULL,
  frozen_at DATETIME NULL,
  snapshot_sha256 CHAR(64) NULL,
  return_reason VARCHAR(200) NULL,
  reviewed_by INTEGER NULL,
  reviewed_at DATETIME NULL,
  approver_name VARCHAR(64) NULL,
  version INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT fk_filings_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_filings_live ON filings (organization_id, kind, span, starts_on, live);
CREATE UNIQUE INDEX IF NOT EXISTS uk_filings_edition ON filings (organization_id, kind, span, starts_on, edition);

CREATE TABLE IF NOT EXISTS filing_snapshots (
  filing_id INTEGER NOT NULL PRIMARY KEY,
  content BLOB NOT NULL,
  CONSTRAINT fk_filing_snapshots_filing FOREIGN KEY (filing_id) REFERENCES filings (id)
);
