-- +goose Up
-- Figures take an activity by the day on which it ends.
ALTER TABLE activities ADD KEY ix_activities_ends (ends_at, id);
