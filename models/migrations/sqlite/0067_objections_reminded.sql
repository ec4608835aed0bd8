-- +goose Up
-- Objections are reminded of, too, until nothing about them is left to decide.
ALTER TABLE objections ADD COLUMN reminded BIGINT NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS ix_objections_due ON objections (live, due_on);
