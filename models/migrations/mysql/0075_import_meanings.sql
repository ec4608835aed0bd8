-- +goose Up
-- What the words of a checked import stood for when a person looked at it. What was checked before is not held to anything.
CREATE TABLE IF NOT EXISTS import_meanings (
  import_id BIGINT NOT NULL,
  place_row BIGINT NOT NULL,
  place_column BIGINT NOT NULL,
  meant_id BIGINT NOT NULL,
  PRIMARY KEY (import_id, place_row, place_column),
  CONSTRAINT fk_import_meanings_import FOREIGN KEY (import_id) REFERENCES imports (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='导入的词检查时所指';
