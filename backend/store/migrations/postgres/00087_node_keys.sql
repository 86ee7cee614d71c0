-- +goose Up

-- A keyed hash by which nodes see whether they have the same key file; empty for those that don't tell yet.
ALTER TABLE nodes ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';
