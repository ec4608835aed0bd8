-- +goose Up
-- That somebody was far from the venue outlives the distance, which goes with the consent.
ALTER TABLE attendance_events ADD COLUMN was_far TINYINT NOT NULL DEFAULT 0;
INSERT INTO audit_starts (row_table, last_id) SELECT 'attendance_reviews', COALESCE(MAX(id), 0) FROM attendance_reviews;
