-- +goose Up
ALTER TABLE series_occurrences ADD COLUMN told TEXT NULL;
