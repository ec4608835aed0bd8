-- +goose Up
-- Names are compared by their letters alone. Full-width letters of Latin names, which nobody types into a Chinese list, are left as they are.
UPDATE volunteer_invitations SET name_key = LOWER(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(name_key, '·', ''), ' ', ''), '　', ''), '-', ''), '.', ''))
WHERE name_key <> '';
