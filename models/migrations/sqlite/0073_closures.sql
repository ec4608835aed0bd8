-- +goose Up
-- A closed profile keeps no name of its own: the certificate that bears the last one tells which of the others still stand.
ALTER TABLE volunteers ADD COLUMN closed_at DATETIME NULL;
ALTER TABLE volunteers ADD COLUMN certified_name_id INTEGER NULL;
