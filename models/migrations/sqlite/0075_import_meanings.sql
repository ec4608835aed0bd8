-- +goose Up
-- What the words of a checked import stood for when a person looked at it. What was checked before is not held to anything.
CREATE TABLE IF NOT EXISTS import_meanings (
  import_id INTEGER NOT NULL,
  place_row INTEGER NOT NULL,
  place_column INTEGER NOT NULL,
  meant_id INTEGER NOT NULL,
  PRIMARY KEY (import_id, place_row, place_column),
  CONSTRAINT fk_import_meanings_import FOREIGN KEY (import_id) REFERENCES imports (id)
);
