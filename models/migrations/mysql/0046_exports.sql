-- +goose Up
ALTER TABLE exports ADD COLUMN organization_name VARCHAR(64) NOT NULL DEFAULT '',
  ADD COLUMN reason VARCHAR(200) NOT NULL DEFAULT '',
  ADD COLUMN masking VARCHAR(16) NOT NULL DEFAULT 'masked',
  ADD COLUMN failure_code VARCHAR(48) NULL,
  ADD KEY ix_exports_expiry (expires_at);
UPDATE exports SET organization_name = (SELECT o.name FROM organizations AS o WHERE o.id = exports.organization_id);
UPDATE exports SET failure_code = 'refused' WHERE status = 'failed';

CREATE TABLE IF NOT EXISTS export_tickets (
  hash CHAR(64) NOT NULL PRIMARY KEY,
  export_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  expires_at DATETIME(3) NOT NULL,
  used_at DATETIME(3) NULL,
  KEY ix_export_tickets_expiry (expires_at),
  CONSTRAINT fk_export_tickets_export FOREIGN KEY (export_id) REFERENCES exports (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='导出文件的一次性下载凭据';
