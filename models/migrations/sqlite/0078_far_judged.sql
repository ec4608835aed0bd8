-- +goose Up
-- That somebody was far from the venue is judged when it is recorded from here on, and nothing reads the distance for it any more.
UPDATE attendance_events SET was_far = 1 WHERE distance_meters - accuracy_meters > 500;
