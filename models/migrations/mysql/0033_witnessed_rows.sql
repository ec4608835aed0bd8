-- +goose Up
ALTER TABLE audit_entries ADD COLUMN unit VARCHAR(24) NULL, ADD COLUMN unit_line BIGINT NULL, ADD COLUMN unit_lines BIGINT NULL,
  ADD COLUMN row_table VARCHAR(32) NULL, ADD COLUMN row_id BIGINT NULL, ADD COLUMN row_marks TEXT NULL,
  ADD KEY ix_audit_entries_unit (unit), ADD KEY ix_audit_entries_row (row_table, row_id);

-- Rows up to here were written before the audit vouched for each: until they change, nothing is known of them.
CREATE TABLE IF NOT EXISTS audit_starts (
  row_table VARCHAR(32) NOT NULL PRIMARY KEY,
  last_id BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='留痕逐行对照的起点';
INSERT INTO audit_starts (row_table, last_id) SELECT 'entries', COALESCE(MAX(id), 0) FROM entries;
INSERT INTO audit_starts (row_table, last_id) SELECT 'corrections', COALESCE(MAX(id), 0) FROM corrections;
INSERT INTO audit_starts (row_table, last_id) SELECT 'objections', COALESCE(MAX(id), 0) FROM objections;
INSERT INTO audit_starts (row_table, last_id) SELECT 'retro_entries', COALESCE(MAX(id), 0) FROM retro_entries;
INSERT INTO audit_starts (row_table, last_id) SELECT 'attendance_events', COALESCE(MAX(id), 0) FROM attendance_events;
INSERT INTO audit_starts (row_table, last_id) SELECT 'certificates', COALESCE(MAX(id), 0) FROM certificates;
INSERT INTO audit_starts (row_table, last_id) SELECT 'evaluations', COALESCE(MAX(id), 0) FROM evaluations;
INSERT INTO audit_starts (row_table, last_id) SELECT 'star_applications', COALESCE(MAX(id), 0) FROM star_applications;
INSERT INTO audit_starts (row_table, last_id) SELECT 'star_objections', COALESCE(MAX(id), 0) FROM star_objections;

-- Every phone that an account or a profile has ever had: who once shared one stays a household.
CREATE TABLE IF NOT EXISTS known_phones (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  account_id BIGINT NULL,
  volunteer_id BIGINT NULL,
  phone VARCHAR(20) NOT NULL,
  created_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_known_phones_account (account_id, phone),
  UNIQUE KEY uk_known_phones_volunteer (volunteer_id, phone)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='曾用手机号，只增不改';
INSERT INTO known_phones (account_id, phone, created_at) SELECT id, phone, created_at FROM accounts WHERE phone IS NOT NULL;
INSERT INTO known_phones (volunteer_id, phone, created_at) SELECT id, phone, created_at FROM volunteers WHERE phone <> '';
