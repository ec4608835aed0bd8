-- +goose Up
ALTER TABLE exports ADD COLUMN organization_name VARCHAR(64) NOT NULL DEFAULT '';
ALTER TABLE exports ADD COLUMN reason VARCHAR(200) NOT NULL DEFAULT '';
ALTER TABLE exports ADD COLUMN masking VARCHAR(16) NOT NULL DEFAULT 'masked';
ALTER TABLE exports ADD COLUMN failure_code VARCHAR(48) NULL;
UPDATE exports SET organization_name = (SELECT o.name FROM organizations AS o WHERE o.id = exports.organization_id);
UPDATE exports SET failure_code = 'refused' WHERE status = 'failed';
CREATE INDEX IF NOT EXISTS ix_exports_expiry ON exports (expires_at);

CREATE TABLE IF NOT EXISTS export_tickets (
  hash CHAR(64) NOT NULL PRIMARY KEY,
  export_id INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  expires_at DATETIME NOT NULL,
  used_at DATETIME NULL,
  CONSTRAINT fk_export_tickets_export FOREIGN KEY (export_id) REFERENCES exports (id)
);
CREATE INDEX IF NOT EXISTS ix_export_tickets_expiry ON export_tickets (expires_at);
