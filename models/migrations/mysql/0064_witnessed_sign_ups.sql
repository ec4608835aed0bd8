-- +goose Up
-- Who is on which shift, and by which way in, is vouched for from here on.
INSERT INTO audit_starts (row_table, last_id) SELECT 'sign_ups', COALESCE(MAX(id), 0) FROM sign_ups;
