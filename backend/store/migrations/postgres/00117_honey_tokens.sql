-- +goose Up
-- Tokens that open nothing and tell that they were used (TOK-16). id is hny_ and the 16 characters that the token's own text
-- shows; mac = HMAC-SHA-256(pepper, "gth/token/v1" 00 full token), as of other tokens. Times are microseconds since 1970, UTC.
CREATE TABLE honey_tokens (
    id           TEXT   NOT NULL PRIMARY KEY,
    kind         TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    planted      TEXT   NOT NULL,
    mac          BYTEA   NOT NULL,
    pepper_kid   TEXT   NOT NULL,
    last4        TEXT   NOT NULL,
    created_by   TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    used         BIGINT NOT NULL DEFAULT 0,
    last_used_at BIGINT,
    last_network TEXT   NOT NULL DEFAULT '',
    retired_at   BIGINT
);
