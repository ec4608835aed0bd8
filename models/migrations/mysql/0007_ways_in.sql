-- +goose Up
ALTER TABLE activities ADD COLUMN recruitment VARCHAR(16) NOT NULL DEFAULT 'open', ADD COLUMN join_code VARCHAR(8) NULL;

ALTER TABLE sign_ups ADD COLUMN source VARCHAR(16) NOT NULL DEFAULT 'self', ADD COLUMN operator_id BIGINT NULL,
  ADD COLUMN confirmation VARCHAR(16) NULL, ADD COLUMN over_reason VARCHAR(200) NULL,
  ADD COLUMN cannot_come_at DATETIME(3) NULL,
  ADD COLUMN cannot_come_reason VARCHAR(200) NULL,
  ADD COLUMN excused_at DATETIME(3) NULL,
  ADD COLUMN excused_by BIGINT NULL,
  ADD COLUMN excuse_reason VARCHAR(200) NULL;

CREATE TABLE IF NOT EXISTS join_code_tries (
  account_id BIGINT NOT NULL,
  activity_id BIGINT NOT NULL,
  wrong BIGINT NOT NULL,
  locked_until DATETIME(3) NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (account_id, activity_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='报名码试错次数';

CREATE TABLE IF NOT EXISTS applications (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  shift_id BIGINT NOT NULL,
  activity_id BIGINT NOT NULL,
  volunteer_id BIGINT NOT NULL,
  status VARCHAR(16) NOT NULL,
  live TINYINT NULL,
  note VARCHAR(200) NOT NULL,
  reason VARCHAR(200) NULL,
  sign_up_id BIGINT NULL,
  risk_notice_id BIGINT NULL,
  decided_by BIGINT NULL,
  decided_at DATETIME(3) NULL,
  created_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_applications_live (shift_id, volunteer_id, live),
  KEY ix_applications_volunteer (volunteer_id, id),
  KEY ix_applications_activity (activity_id, status),
  CONSTRAINT fk_applications_shift FOREIGN KEY (shift_id) REFERENCES shifts (id),
  CONSTRAINT fk_applications_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='报名申请';

CREATE TABLE IF NOT EXISTS invitations (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  shift_id BIGINT NOT NULL,
  activity_id BIGINT NOT NULL,
  volunteer_id BIGINT NOT NULL,
  status VARCHAR(16) NOT NULL,
  live TINYINT NULL,
  note VARCHAR(200) NOT NULL,
  sign_up_id BIGINT NULL,
  seat_id BIGINT NOT NULL,
  by_staff TINYINT NOT NULL,
  invited_by BIGINT NOT NULL,
  decided_at DATETIME(3) NULL,
  created_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_invitations_live (shift_id, volunteer_id, seat_id, live),
  KEY ix_invitations_seat (seat_id),
  KEY ix_invitations_volunteer (volunteer_id, id),
  CONSTRAINT fk_invitations_shift FOREIGN KEY (shift_id) REFERENCES shifts (id),
  CONSTRAINT fk_invitations_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='邀请';

ALTER TABLE volunteers MODIFY COLUMN account_id BIGINT NULL,
  ADD COLUMN organization_id BIGINT NULL, ADD COLUMN registered_by BIGINT NULL, ADD COLUMN confirmed_by VARCHAR(16) NULL,
  ADD COLUMN unclaimed_phone VARCHAR(20) NULL, ADD UNIQUE KEY uk_volunteers_unclaimed (unclaimed_phone),
  ADD KEY ix_volunteers_organization (organization_id), ADD KEY ix_volunteers_phone (phone),
  ADD CONSTRAINT fk_volunteers_organization FOREIGN KEY (organization_id) REFERENCES organizations (id);
