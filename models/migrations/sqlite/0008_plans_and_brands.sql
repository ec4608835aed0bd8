-- +goose Up
CREATE TABLE IF NOT EXISTS brands (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL,
  name VARCHAR(64) NOT NULL,
  slogan VARCHAR(100) NOT NULL,
  category VARCHAR(32) NOT NULL,
  intro TEXT NOT NULL,
  started_on CHAR(10) NOT NULL,
  status VARCHAR(16) NOT NULL,
  version INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT fk_brands_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_brands_name ON brands (organization_id, name);

CREATE TABLE IF NOT EXISTS plans (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  organization_id INTEGER NOT NULL,
  team_id INTEGER NULL,
  of_organization INTEGER NULL,
  month CHAR(7) NOT NULL,
  status VARCHAR(16) NOT NULL,
  return_reason VARCHAR(200) NULL,
  created_by INTEGER NULL,
  edited_by INTEGER NULL,
  submitted_by INTEGER NULL,
  submitted_at DATETIME NULL,
  reviewed_by INTEGER NULL,
  reviewed_at DATETIME NULL,
  version INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  updated_at DATETIME NOT NULL,
  CONSTRAINT fk_plans_organization FOREIGN KEY (organization_id) REFERENCES organizations (id),
  CONSTRAINT fk_plans_team FOREIGN KEY (team_id) REFERENCES teams (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_plans_organization ON plans (organization_id, month, of_organization);
CREATE UNIQUE INDEX IF NOT EXISTS uk_plans_team ON plans (team_id, month);
CREATE INDEX IF NOT EXISTS ix_plans_month ON plans (month, status);

CREATE TABLE IF NOT EXISTS plan_items (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  plan_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  title VARCHAR(100) NOT NULL,
  category VARCHAR(32) NOT NULL,
  planned_on CHAR(10) NULL,
  planned_week INTEGER NULL,
  place VARCHAR(200) NOT NULL,
  expected_headcount INTEGER NULL,
  brand_id INTEGER NULL,
  CONSTRAINT fk_plan_items_plan FOREIGN KEY (plan_id) REFERENCES plans (id),
  CONSTRAINT fk_plan_items_brand FOREIGN KEY (brand_id) REFERENCES brands (id)
);
CREATE UNIQUE INDEX IF NOT EXISTS uk_plan_items_position ON plan_items (plan_id, position);

ALTER TABLE leaderships ADD COLUMN brand_id INTEGER NULL CONSTRAINT fk_leaderships_brand REFERENCES brands (id);
CREATE UNIQUE INDEX IF NOT EXISTS uk_leaderships_brand ON leaderships (brand_id, is_last);

ALTER TABLE activities ADD COLUMN brand_id INTEGER NULL CONSTRAINT fk_activities_brand REFERENCES brands (id);
ALTER TABLE activities ADD COLUMN plan_item_id INTEGER NULL CONSTRAINT fk_activities_plan_item REFERENCES plan_items (id);
CREATE INDEX IF NOT EXISTS ix_activities_brand ON activities (brand_id, starts_at);
CREATE INDEX IF NOT EXISTS ix_activities_plan_item ON activities (plan_item_id);
