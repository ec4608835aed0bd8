-- +goose Up
-- Objections are reminded of, too, until nothing about them is left to decide.
ALTER TABLE objections ADD COLUMN reminded BIGINT NOT NULL DEFAULT 0, ADD KEY ix_objections_due (live, due_on);
