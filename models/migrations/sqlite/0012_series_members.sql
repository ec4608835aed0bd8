-- +goose Up
ALTER TABLE series ADD COLUMN terms TEXT NOT NULL DEFAULT '{"recruitment":"open","risk_level":"low"}';
ALTER TABLE series ADD COLUMN shift_terms TEXT NOT NULL DEFAULT '{}';
