-- +goose Up
-- The token that a request wants its scopes for (TOK-10), or ''. It gives nothing; it leads back when the scopes are granted.
ALTER TABLE access_requests ADD COLUMN token_id TEXT NOT NULL DEFAULT '';
