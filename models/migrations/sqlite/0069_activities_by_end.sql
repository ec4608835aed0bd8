-- +goose Up
-- Figures take an activity by the day on which it ends.
CREATE INDEX IF NOT EXISTS ix_activities_ends ON activities (ends_at, id);
