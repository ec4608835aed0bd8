-- +goose Up
-- Which organization decides about a retro-entry is kept with it: the one above that for which it was entered. For earlier ones that is the highest on which
-- who entered it had a grant at that time. What stands instead of another says so; which one it was, the audit has told since there are retro-entries.
ALTER TABLE retro_entries ADD COLUMN deciding_organization_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE retro_entries ADD COLUMN corrects_id INTEGER NULL;
CREATE UNIQUE INDEX IF NOT EXISTS uk_retro_entries_corrects ON retro_entries (corrects_id);
UPDATE retro_entries SET deciding_organization_id = (SELECT COALESCE(place.parent_id, place.id) FROM organizations AS station
  JOIN organizations AS place ON SUBSTR(station.path, 1, LENGTH(place.path)) = place.path
  WHERE station.id = retro_entries.station_id AND (place.id = station.id OR EXISTS (SELECT 1 FROM role_grants AS held
    WHERE held.organization_id = place.id AND held.account_id = retro_entries.entered_by AND held.role IN ('center_admin', 'town_admin', 'station_manager')
    AND held.starts_at <= retro_entries.created_at AND (held.ends_at IS NULL OR held.ends_at > retro_entries.created_at)
    AND (held.revoked_at IS NULL OR held.revoked_at > retro_entries.created_at)))
  ORDER BY LENGTH(place.path) LIMIT 1);
UPDATE retro_entries SET corrects_id = (SELECT JSON_EXTRACT(told.before_json, '$.retro_entry_id') FROM audit_entries AS told
  WHERE told.subject_kind = 'retro_entry' AND told.subject_id = retro_entries.id AND told.action = 'retro_entry.restate' LIMIT 1);
