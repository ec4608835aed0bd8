-- +goose Up
ALTER TABLE audit_entries ADD COLUMN unit VARCHAR(24) NULL;
ALTER TABLE audit_entries ADD COLUMN unit_line INTEGER NULL;
ALTER TABLE audit_entries ADD COLUMN unit_lines INTEGER NULL;
ALTER TABLE audit_entries ADD COLUMN row_table VARCHAR(32) NULL;
ALTER TABLE audit_entries ADD COLUMN row_id INTEGER NULL;
ALTER TABLE audit_entries ADD COLUMN row_marks TEXT NULL;
CREATE INDEX IF NOT EXISTS ix_audit_entries_unit ON audit_entries (unit);
CREATE INDEX IF NOT EXISTS ix_audit_entries_row ON audit_entries (row_table, row_id);

-- Rows up to here were written before the audit vouched for each: until they change, nothing is known of them.
CREATE TABLE IF NOT EXISTS audit_starts (
  row_table VARCHAR(32) NOT NULL PRIMARY KEY,
  last_id INTEGER NOT NULL
);
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
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NULL,
  volunteer_id INTEGER NULL,
  phone VARCHAR(20) NOT NULL,
  created_at DATETIME NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_known_phones_account ON known_phones (account_id, phone);
CREATE UNIQUE INDEX IF NOT EXISTS uk_known_phones_volunteer ON known_phones (volunteer_id, phone);
INSERT INTO known_phones (account_id, phone, created_at) SELECT id, phone, created_at FROM accounts WHERE phone IS NOT NULL;
INSERT INTO known_phones (volunteer_id, phone, created_at) SELECT id, phone, created_at FROM volunteers WHERE phone <> '';
