-- +goose Up
-- MySQL takes a default for TEXT as an expression only, MariaDB both ways.
ALTER TABLE series
  ADD COLUMN terms TEXT NOT NULL DEFAULT ('{"recruitment":"open","risk_level":"low"}'),
  ADD COLUMN shift_terms TEXT NOT NULL DEFAULT ('{}');
