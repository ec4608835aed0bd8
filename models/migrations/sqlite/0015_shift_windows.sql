-- +goose Up
ALTER TABLE shifts ADD COLUMN sign_up_closes_at DATETIME NULL;
ALTER TABLE shifts ADD COLUMN cancel_closes_at DATETIME NULL;
ALTER TABLE sign_ups ADD COLUMN kept_seat_reason VARCHAR(200) NULL;
