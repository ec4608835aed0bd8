-- +goose Up
CREATE TABLE IF NOT EXISTS ledger (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  station_id BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  kind VARCHAR(8) NOT NULL,
  movement VARCHAR(8) NOT NULL,
  subject_id BIGINT NOT NULL,
  volunteer_id BIGINT NOT NULL,
  activity_id BIGINT NOT NULL,
  shift_id BIGINT NULL,
  team_id BIGINT NOT NULL,
  minutes BIGINT NOT NULL,
  served_on CHAR(10) NOT NULL,
  reverses BIGINT NULL,
  reason VARCHAR(200) NULL,
  requested_by BIGINT NULL,
  decided_by BIGINT NULL,
  created_at DATETIME(3) NOT NULL,
  previous_hash CHAR(64) NOT NULL,
  hash CHAR(64) NOT NULL,
  UNIQUE KEY uk_ledger_sequence (station_id, sequence),
  UNIQUE KEY uk_ledger_subject (kind, subject_id, movement),
  UNIQUE KEY uk_ledger_reverses (station_id, reverses),
  KEY ix_ledger_volunteer (volunteer_id, kind),
  CONSTRAINT fk_ledger_station FOREIGN KEY (station_id) REFERENCES organizations (id),
  CONSTRAINT fk_ledger_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='时长台账';

CREATE TABLE IF NOT EXISTS ledger_heads (
  station_id BIGINT NOT NULL PRIMARY KEY,
  sequence BIGINT NOT NULL,
  hash CHAR(64) NOT NULL,
  CONSTRAINT fk_ledger_heads_station FOREIGN KEY (station_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='台账末行';

ALTER TABLE audit_entries ADD COLUMN hash CHAR(64) NULL;

CREATE TABLE IF NOT EXISTS audit_seals (
  sequence BIGINT NOT NULL PRIMARY KEY,
  after_id BIGINT NOT NULL,
  last_id BIGINT NOT NULL,
  sealed_rows BIGINT NOT NULL,
  sealed_at DATETIME(3) NOT NULL,
  previous_hash CHAR(64) NOT NULL,
  hash CHAR(64) NOT NULL,
  UNIQUE KEY uk_audit_seals_after (after_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='操作留痕封存';

ALTER TABLE entries ADD COLUMN revision BIGINT NOT NULL DEFAULT 0, ADD COLUMN corrects_id BIGINT NULL,
  ADD COLUMN due_on CHAR(10) NULL, ADD COLUMN reminded BIGINT NOT NULL DEFAULT 0, ADD COLUMN measured_minutes BIGINT NULL, ADD COLUMN settled_by BIGINT NULL,
  ADD COLUMN settled_reason VARCHAR(200) NULL, ADD KEY ix_entries_due (status, due_on),
  DROP KEY uk_entries_sign_up, ADD UNIQUE KEY uk_entries_sign_up (sign_up_id, revision);

CREATE TABLE IF NOT EXISTS corrections (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  entry_id BIGINT NOT NULL,
  station_id BIGINT NOT NULL,
  minutes BIGINT NOT NULL,
  reason VARCHAR(200) NOT NULL,
  status VARCHAR(16) NOT NULL,
  live TINYINT NULL,
  objection_id BIGINT NULL,
  requested_by BIGINT NOT NULL,
  decided_by BIGINT NULL,
  decided_at DATETIME(3) NULL,
  decision_reason VARCHAR(200) NULL,
  new_entry_id BIGINT NULL,
  created_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_corrections_live (entry_id, live),
  KEY ix_corrections_station (station_id, status),
  CONSTRAINT fk_corrections_entry FOREIGN KEY (entry_id) REFERENCES entries (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='时长更正';

CREATE TABLE IF NOT EXISTS objections (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(8) NOT NULL,
  subject_id BIGINT NOT NULL,
  volunteer_id BIGINT NOT NULL,
  station_id BIGINT NOT NULL,
  reason VARCHAR(200) NOT NULL,
  claimed_minutes BIGINT NULL,
  status VARCHAR(16) NOT NULL,
  live TINYINT NULL,
  due_on CHAR(10) NOT NULL,
  answer VARCHAR(200) NULL,
  decided_by BIGINT NULL,
  decided_at DATETIME(3) NULL,
  created_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_objections_live (kind, subject_id, live),
  KEY ix_objections_volunteer (volunteer_id, id),
  KEY ix_objections_station (station_id, status),
  CONSTRAINT fk_objections_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
  CONSTRAINT fk_objections_station FOREIGN KEY (station_id) REFERENCES organizations (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='时长异议';

CREATE TABLE IF NOT EXISTS retro_entries (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  station_id BIGINT NOT NULL,
  activity_id BIGINT NOT NULL,
  shift_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  volunteer_id BIGINT NOT NULL,
  minutes BIGINT NOT NULL,
  served_on CHAR(10) NOT NULL,
  evidence VARCHAR(1000) NOT NULL,
  evidence_url VARCHAR(500) NULL,
  declared_at DATETIME(3) NOT NULL,
  status VARCHAR(16) NOT NULL,
  live TINYINT NULL,
  entered_by BIGINT NOT NULL,
  decided_by BIGINT NULL,
  decided_at DATETIME(3) NULL,
  reason VARCHAR(200) NULL,
  created_at DATETIME(3) NOT NULL,
  UNIQUE KEY uk_retro_entries_live (shift_id, volunteer_id, live),
  KEY ix_retro_entries_volunteer (volunteer_id, id),
  KEY ix_retro_entries_station (station_id, status),
  CONSTRAINT fk_retro_entries_shift FOREIGN KEY (shift_id) REFERENCES shifts (id),
  CONSTRAINT fk_retro_entries_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='补录时长';
