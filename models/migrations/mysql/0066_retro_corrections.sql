-- +goose Up
-- A correction is about an entry or about a retro-entry.
ALTER TABLE corrections MODIFY COLUMN entry_id BIGINT NULL, ADD COLUMN retro_entry_id BIGINT NULL, ADD COLUMN new_retro_entry_id BIGINT NULL,
  ADD UNIQUE KEY uk_corrections_retro_live (retro_entry_id, live),
  ADD CONSTRAINT fk_corrections_retro_entry FOREIGN KEY (retro_entry_id) REFERENCES retro_entries (id);
