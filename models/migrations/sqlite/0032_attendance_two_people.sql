-- +goose Up
-- What both ends were recorded by, of one code, from before a code was good once for a person: the later one forgets it.
UPDATE attendance_events SET code_step = NULL WHERE code_step IS NOT NULL AND EXISTS (SELECT 1 FROM attendance_events AS earlier
  WHERE earlier.sign_up_id = attendance_events.sign_up_id AND earlier.code_step = attendance_events.code_step AND earlier.id < attendance_events.id);

ALTER TABLE attendance_events ADD COLUMN struck_at DATETIME NULL;
ALTER TABLE attendance_events ADD COLUMN struck_by INTEGER NULL;
ALTER TABLE attendance_events ADD COLUMN struck_reason VARCHAR(200) NULL;
CREATE UNIQUE INDEX IF NOT EXISTS uk_attendance_events_step ON attendance_events (sign_up_id, code_step);
DROP INDEX IF EXISTS uk_attendance_events_code;

ALTER TABLE sign_ups ADD COLUMN settle_due_on CHAR(10) NULL;
ALTER TABLE sign_ups ADD COLUMN settle_reminded INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS ix_sign_ups_settle ON sign_ups (status, settle_due_on);
