-- +goose Up
-- When a token's owner was last warned that nobody uses it.
ALTER TABLE tokens ADD COLUMN idle_warned_at INTEGER;
-- When a replaced secret was last seen in use after its end, and its owner was told.
ALTER TABLE token_secrets ADD COLUMN reused_at INTEGER;
