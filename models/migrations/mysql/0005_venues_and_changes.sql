-- +goose Up
CREATE TABLE IF NOT EXISTS venues (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  organization_id BIGINT NOT NULL,
  name VARCHAR(64) NOT NULL,
  address VARCHAR(200) NOT NULL,
  capacity BIGINT NULL,
  status VARCHAR(16) NOT NULL,
  booking_version BIGINT NOT NULL,
  version BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_venues_name (organization_id, name),
  CONSTRAINT fk_venues_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='场地';

ALTER TABLE accounts ADD COLUMN booking_version BIGINT NOT NULL DEFAULT 0;

ALTER TABLE activities
  ADD COLUMN venue_id BIGINT NULL,
  ADD COLUMN leader_account_id BIGINT NULL,
  ADD COLUMN rescheduled_at DATETIME(3) NULL,
  ADD COLUMN reschedule_reason VARCHAR(200) NULL,
  ADD COLUMN free_cancel_closes_at DATETIME(3) NULL,
  ADD KEY ix_activities_venue (venue_id, ends_at),
  ADD KEY ix_activities_leader (leader_account_id, ends_at),
  ADD CONSTRAINT fk_activities_venue FOREIGN KEY (venue_id) REFERENCES venues (id),
  ADD CONSTRAINT fk_activities_leader FOREIGN KEY (leader_account_id) REFERENCES accounts (id);

CREATE TABLE IF NOT EXISTS conflict_overrides (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(16) NOT NULL,
  activity_id BIGINT NOT NULL,
  other_id BIGINT NOT NULL,
  reason VARCHAR(200) NOT NULL,
  account_id BIGINT NULL,
  created_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_conflict_overrides (activity_id, other_id, kind),
  KEY ix_conflict_overrides_other (other_id),
  CONSTRAINT fk_conflict_overrides_activity FOREIGN KEY (activity_id) REFERENCES activities (id),
  CONSTRAINT fk_conflict_overrides_other FOREIGN KEY (other_id) REFERENCES activities (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='特批的场地或负责人冲突';

ALTER TABLE shifts
  ADD COLUMN over_limit BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN over_reason VARCHAR(200) NULL,
  ADD COLUMN cancelled_at DATETIME(3) NULL,
  ADD COLUMN cancel_reason VARCHAR(200) NULL;
