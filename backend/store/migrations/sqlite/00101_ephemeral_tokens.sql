-- +goose Up
-- Ephemeral tokens (TOK-11) are tokens that live for minutes. parent_id is the token that minted them, '' for all others,
-- and parent_generation the secret of it that did: they end with either. uses_max 0 is any number of uses; uses counts up
-- to it and no further. Their rows go a day after their end.
ALTER TABLE tokens ADD COLUMN parent_id TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN parent_generation BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tokens ADD COLUMN uses_max BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tokens ADD COLUMN uses BIGINT NOT NULL DEFAULT 0;
DROP INDEX tokens_one_name;
CREATE UNIQUE INDEX tokens_one_name ON tokens (app_id, environment, name) WHERE revoked_at IS NULL AND parent_id = '';
CREATE INDEX tokens_by_parent ON tokens (parent_id, created_at, id) WHERE parent_id <> '';
