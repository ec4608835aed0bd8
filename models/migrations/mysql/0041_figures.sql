-- +goose Up
ALTER TABLE activities
  ADD COLUMN platform VARCHAR(24) NULL,
  ADD COLUMN beneficiaries BIGINT NULL,
  ADD COLUMN beneficiaries_recorded_by BIGINT NULL,
  ADD COLUMN beneficiaries_recorded_at DATETIME(3) NULL;
ALTER TABLE plan_items ADD COLUMN platform VARCHAR(24) NULL;
CREATE INDEX ix_shifts_ends ON shifts (ends_at);
CREATE INDEX ix_volunteers_created ON volunteers (created_at);

CREATE TABLE IF NOT EXISTS populations (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  organization_id BIGINT NOT NULL,
  year BIGINT NOT NULL,
  residents BIGINT NOT NULL,
  source VARCHAR(200) NOT NULL,
  recorded_by BIGINT NULL,
  recorded_at DATETIME(3) NOT NULL,
  KEY ix_populations_year (organization_id, year, id),
  CONSTRAINT fk_populations_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='各组织各年的常住人口';

CREATE TABLE IF NOT EXISTS identity_checks (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  volunteer_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  document VARCHAR(24) NOT NULL,
  checked_by BIGINT NULL,
  checked_at DATETIME(3) NOT NULL,
  KEY ix_identity_checks_volunteer (volunteer_id, checked_at),
  CONSTRAINT fk_identity_checks_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
  CONSTRAINT fk_identity_checks_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='工作人员核对身份的记录';
