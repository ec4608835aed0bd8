-- +goose Up
-- What both ends were recorded by, of one code, from before a code was good once for a person: the later one forgets it.
UPDATE attendance_events AS later JOIN attendance_events AS earlier ON earlier.sign_up_id = later.sign_up_id
  AND earlier.code_step = later.code_step AND earlier.id < later.id SET later.code_step = NULL;

ALTER TABLE attendance_events ADD COLUMN struck_at DATETIME(3) NULL, ADD COLUMN struck_by BIGINT NULL, ADD COLUMN struck_reason VARCHAR(200) NULL,
  ADD UNIQUE KEY uk_attendance_events_step (sign_up_id, code_step), DROP KEY uk_attendance_events_code;

ALTER TABLE sign_ups ADD COLUMN settle_due_on CHAR(10) NULL, ADD COLUMN settle_reminded BIGINT NOT NULL DEFAULT 0,
  ADD KEY ix_sign_ups_settle (status, settle_due_on);
