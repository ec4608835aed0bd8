-- +goose Up
ALTER TABLE series ADD COLUMN brand_id INTEGER NULL CONSTRAINT fk_series_brand REFERENCES brands (id);
CREATE INDEX IF NOT EXISTS ix_series_brand ON series (brand_id, id);
