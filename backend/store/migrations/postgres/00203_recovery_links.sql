-- +goose Up
-- One-time links by which somebody who lost every passkey and code gets in again, made on the server's command line. One for
-- an account at most; mac is a keyed hash of the link's secret; times are microseconds since 1970, UTC.
CREATE TABLE recovery_links (
    account_id TEXT   NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    mac        BYTEA  NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
