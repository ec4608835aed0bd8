-- +goose Up
-- What households, an evaluation's earlier words and the rules of stars rest on is vouched for from here on, row by row.
INSERT INTO audit_starts (row_table, last_id) SELECT 'guardian_consents', COALESCE(MAX(id), 0) FROM guardian_consents;
INSERT INTO audit_starts (row_table, last_id) SELECT 'known_phones', COALESCE(MAX(id), 0) FROM known_phones;
INSERT INTO audit_starts (row_table, last_id) SELECT 'evaluation_revisions', COALESCE(MAX(id), 0) FROM evaluation_revisions;
INSERT INTO audit_starts (row_table, last_id) SELECT 'star_schemes', COALESCE(MAX(id), 0) FROM star_schemes;
