-- +goose Up
ALTER TABLE series
  ADD COLUMN brand_id BIGINT NULL,
  ADD KEY ix_series_brand (brand_id, id),
  ADD CONSTRAINT fk_series_brand FOREIGN KEY (brand_id) REFERENCES brands (id);
