-- +goose Up
CREATE TABLE IF NOT EXISTS volunteer_invitations (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  organization_id BIGINT NOT NULL,
  team_id BIGINT NULL,
  name VARCHAR(64) NOT NULL,
  phone VARCHAR(20) NOT NULL,
  name_key VARCHAR(64) NOT NULL,
  content_key CHAR(64) NOT NULL,
  status VARCHAR(16) NOT NULL,
  invited_by BIGINT NOT NULL,
  volunteer_id BIGINT NULL,
  created_at DATETIME(3) NOT NULL,
  expires_at DATETIME(3) NOT NULL,
  decided_at DATETIME(3) NULL,
  UNIQUE KEY uk_volunteer_invitations_content (content_key),
  KEY ix_volunteer_invitations_phone (phone, name_key, status),
  KEY ix_volunteer_invitations_expiry (status, expires_at),
  CONSTRAINT fk_volunteer_invitations_organization FOREIGN KEY (organization_id) REFERENCES organizations (id),
  CONSTRAINT fk_volunteer_invitations_team FOREIGN KEY (team_id) REFERENCES teams (id),
  CONSTRAINT fk_volunteer_invitations_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='邀请加入';

CREATE TABLE IF NOT EXISTS imports (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  account_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  kind VARCHAR(16) NOT NULL,
  format VARCHAR(8) NOT NULL,
  file_name VARCHAR(200) NOT NULL,
  file_size BIGINT NOT NULL,
  file_sha256 CHAR(64) NOT NULL,
  status VARCHAR(16) NOT NULL,
  mode VARCHAR(8) NULL,
  total_rows BIGINT NOT NULL,
  good_rows BIGINT NOT NULL,
  known_rows BIGINT NOT NULL,
  bad_rows BIGINT NOT NULL,
  failure_code VARCHAR(64) NULL,
  failure VARCHAR(1000) NULL,
  owner VARCHAR(32) NULL,
  lease_until DATETIME(3) NULL,
  attempts BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  checked_at DATETIME(3) NULL,
  finished_at DATETIME(3) NULL,
  expires_at DATETIME(3) NOT NULL,
  KEY ix_imports_account (account_id, id),
  KEY ix_imports_status (status, id),
  KEY ix_imports_expiry (expires_at),
  CONSTRAINT fk_imports_account FOREIGN KEY (account_id) REFERENCES accounts (id),
  CONSTRAINT fk_imports_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='导入';

CREATE TABLE IF NOT EXISTS import_chunks (
  import_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  content MEDIUMBLOB NOT NULL,
  PRIMARY KEY (import_id, number),
  CONSTRAINT fk_import_chunks_import FOREIGN KEY (import_id) REFERENCES imports (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='导入的文件';

CREATE TABLE IF NOT EXISTS import_faults (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  import_id BIGINT NOT NULL,
  place_row BIGINT NOT NULL,
  place_column BIGINT NOT NULL,
  head VARCHAR(64) NOT NULL,
  code VARCHAR(64) NOT NULL,
  message VARCHAR(1000) NOT NULL,
  masked_value VARCHAR(64) NOT NULL,
  KEY ix_import_faults_import (import_id, id),
  CONSTRAINT fk_import_faults_import FOREIGN KEY (import_id) REFERENCES imports (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='导入中有错的单元格';
