-- +goose Up
ALTER TABLE audit_entries ADD COLUMN after_seal INTEGER NULL;

-- Lines up to here may be without a hash, a unit or a seal before them, as earlier versions wrote them.
INSERT INTO audit_starts (row_table, last_id) SELECT 'audit_entries', COALESCE(MAX(id), 0) FROM audit_entries;

CREATE TABLE IF NOT EXISTS audit_heads (
  id INTEGER NOT NULL PRIMARY KEY,
  sequence INTEGER NOT NULL,
  last_id INTEGER NOT NULL,
  hash CHAR(64) NOT NULL
);
INSERT INTO audit_heads (id, sequence, last_id, hash) SELECT 1, sequence, last_id, hash FROM audit_seals WHERE sequence = (SELECT MAX(sequence) FROM audit_seals);
INSERT INTO audit_heads (id, sequence, last_id, hash) SELECT 1, 0, 0, '0000000000000000000000000000000000000000000000000000000000000000' FROM installation
  WHERE NOT EXISTS (SELECT 1 FROM audit_seals);
