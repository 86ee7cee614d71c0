-- +goose Up
-- A rotation may end by itself when the older secret was silent for so long (TOK-5); 0 is never. last_used_at is when a secret
-- was last used, written at most once a minute.
ALTER TABLE tokens ADD COLUMN finish_silent_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE token_secrets ADD COLUMN last_used_at BIGINT;
CREATE INDEX tokens_to_finish ON tokens (id) WHERE finish_silent_us > 0;
