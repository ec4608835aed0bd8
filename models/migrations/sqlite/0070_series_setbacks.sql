-- +goose Up
ALTER TABLE series ADD COLUMN setbacks TEXT NOT NULL DEFAULT '[]';
ALTER TABLE series ADD COLUMN override_reason VARCHAR(200) NULL;
