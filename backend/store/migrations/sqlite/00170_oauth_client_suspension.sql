-- +goose Up
-- What stops an OAuth client for now, as for tokens: suspended_at NULL is nothing. An operator's suspension lies over the one
-- in the columns suspension_under. idle_warned_at is when the owner was last told that the client asks for no tokens.
ALTER TABLE oauth_clients ADD COLUMN suspended_at BIGINT;
ALTER TABLE oauth_clients ADD COLUMN suspended_by TEXT NOT NULL DEFAULT '';
ALTER TABLE oauth_clients ADD COLUMN suspended_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE oauth_clients ADD COLUMN suspension_under_at BIGINT;
ALTER TABLE oauth_clients ADD COLUMN suspension_under_by TEXT NOT NULL DEFAULT '';
ALTER TABLE oauth_clients ADD COLUMN suspension_under_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE oauth_clients ADD COLUMN idle_warned_at BIGINT;
