-- +goose Up
CREATE TABLE IF NOT EXISTS brands (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  organization_id BIGINT NOT NULL,
  name VARCHAR(64) NOT NULL,
  slogan VARCHAR(100) NOT NULL,
  category VARCHAR(32) NOT NULL,
  intro TEXT NOT NULL,
  started_on CHAR(10) NOT NULL,
  status VARCHAR(16) NOT NULL,
  version BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_brands_name (organization_id, name),
  CONSTRAINT fk_brands_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='特色品牌';

CREATE TABLE IF NOT EXISTS plans (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  organization_id BIGINT NOT NULL,
  team_id BIGINT NULL,
  of_organization TINYINT NULL,
  month CHAR(7) NOT NULL,
  status VARCHAR(16) NOT NULL,
  return_reason VARCHAR(200) NULL,
  created_by BIGINT NULL,
  edited_by BIGINT NULL,
  submitted_by BIGINT NULL,
  submitted_at DATETIME(3) NULL,
  reviewed_by BIGINT NULL,
  reviewed_at DATETIME(3) NULL,
  version BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_plans_organization (organization_id, month, of_organization),
  UNIQUE KEY uk_plans_team (team_id, month),
  KEY ix_plans_month (month, status),
  CONSTRAINT fk_plans_organization FOREIGN KEY (organization_id) REFERENCES organizations (id),
  CONSTRAINT fk_plans_team FOREIGN KEY (team_id) REFERENCES teams (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='月度计划';

CREATE TABLE IF NOT EXISTS plan_items (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  plan_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  title VARCHAR(100) NOT NULL,
  category VARCHAR(32) NOT NULL,
  planned_on CHAR(10) NULL,
  planned_week BIGINT NULL,
  place VARCHAR(200) NOT NULL,
  expected_headcount BIGINT NULL,
  brand_id BIGINT NULL,
  UNIQUE KEY uk_plan_items_position (plan_id, position),
  CONSTRAINT fk_plan_items_plan FOREIGN KEY (plan_id) REFERENCES plans (id),
  CONSTRAINT fk_plan_items_brand FOREIGN KEY (brand_id) REFERENCES brands (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='月度计划的计划项';

ALTER TABLE leaderships
  ADD COLUMN brand_id BIGINT NULL,
  ADD UNIQUE KEY uk_leaderships_brand (brand_id, is_last),
  ADD CONSTRAINT fk_leaderships_brand FOREIGN KEY (brand_id) REFERENCES brands (id);

ALTER TABLE activities
  ADD COLUMN brand_id BIGINT NULL,
  ADD COLUMN plan_item_id BIGINT NULL,
  ADD KEY ix_activities_brand (brand_id, starts_at),
  ADD KEY ix_activities_plan_item (plan_item_id),
  ADD CONSTRAINT fk_activities_brand FOREIGN KEY (brand_id) REFERENCES brands (id),
  ADD CONSTRAINT fk_activities_plan_item FOREIGN KEY (plan_item_id) REFERENCES plan_items (id);
