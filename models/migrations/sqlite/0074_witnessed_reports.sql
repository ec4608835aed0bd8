-- +goose Up
-- What was handed in, and who has locked it, is vouched for from here on.
INSERT INTO audit_starts (row_table, last_id) SELECT 'filings', COALESCE(MAX(id), 0) FROM filings;
