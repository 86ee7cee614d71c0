-- +goose Up
-- Keys that sign access tokens. id is the RFC 7638 thumbprint of the public key and the kid of what it signs. public_key:
-- PKIX, DER. handle: what the driver needs to sign again; for software the PKCS #8 key, sealed (AES-256-GCM) under a key
-- from keys.json with id and purpose as additional data; '' once the key is removed. A row stays for ever. Times are
-- microseconds since 1970, UTC.
CREATE TABLE signing_keys (
    id             TEXT   NOT NULL PRIMARY KEY,
    purpose        TEXT   NOT NULL,
    algorithm      TEXT   NOT NULL,
    driver         TEXT   NOT NULL,
    public_key     BYTEA  NOT NULL,
    handle         BYTEA  NOT NULL,
    state          TEXT   NOT NULL CHECK (state IN ('next', 'active', 'retiring', 'removed')),
    created_at     BIGINT NOT NULL,
    activated_at   BIGINT,
    retired_at     BIGINT,
    removed_at     BIGINT,
    removed_reason TEXT   NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX signing_keys_one_active ON signing_keys (purpose) WHERE state = 'active';
CREATE UNIQUE INDEX signing_keys_one_next ON signing_keys (purpose) WHERE state = 'next';
