-- +goose Up
-- A deprecated scope is not granted any more; grants and tokens that have it keep it (CAT-8).
ALTER TABLE scopes ADD COLUMN deprecated BOOLEAN NOT NULL DEFAULT FALSE;
