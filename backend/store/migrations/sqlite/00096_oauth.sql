-- +goose Up
-- OAuth clients: one living one for an app and environment. auth_method: client_secret_basic or private_key_jwt, and
-- nothing else is taken from the client. jwks: the public keys of a private_key_jwt client as a JSON Web Key Set, else ''.
-- scopes, networks: as in tokens. not_before: access tokens issued before it are refused. Times are microseconds since
-- 1970, UTC.
CREATE TABLE oauth_clients (
    id             TEXT   NOT NULL PRIMARY KEY,
    app_id         TEXT   NOT NULL,
    environment    TEXT   NOT NULL CHECK (environment IN ('sandbox', 'live')),
    auth_method    TEXT   NOT NULL CHECK (auth_method IN ('client_secret_basic', 'private_key_jwt')),
    scopes         TEXT   NOT NULL DEFAULT '[]',
    networks       TEXT   NOT NULL DEFAULT '[]',
    jwks           TEXT   NOT NULL DEFAULT '',
    not_before     BIGINT NOT NULL DEFAULT 0,
    revoked_at     BIGINT,
    revoked_by     TEXT   NOT NULL DEFAULT '',
    revoked_reason TEXT   NOT NULL DEFAULT '',
    last_issued_at BIGINT,
    created_by     TEXT   NOT NULL,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL,
    version        BIGINT NOT NULL
);
CREATE UNIQUE INDEX oauth_clients_one ON oauth_clients (app_id, environment) WHERE revoked_at IS NULL;
CREATE INDEX oauth_clients_by_app ON oauth_clients (app_id, created_at);

-- The secrets of a client, at most two of which live at once. mac = HMAC-SHA-256(pepper, "gth/token/v1" 00 full secret).
CREATE TABLE oauth_client_secrets (
    client_id  TEXT   NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    generation BIGINT NOT NULL,
    mac        BLOB   NOT NULL,
    pepper_kid TEXT   NOT NULL,
    last4      TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (client_id, generation)
);

-- Assertions that clients have used, until they expire by themselves: each is good once (RFC 7523 §3, jti).
CREATE TABLE oauth_assertions (
    client_id  TEXT   NOT NULL,
    jti_hash   TEXT   NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (client_id, jti_hash)
);
CREATE INDEX oauth_assertions_by_expiry ON oauth_assertions (expires_at);

-- Access tokens that were revoked (RFC 7009), until they expire by themselves.
CREATE TABLE oauth_denials (
    jti        TEXT   NOT NULL PRIMARY KEY,
    client_id  TEXT   NOT NULL,
    expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX oauth_denials_by_expiry ON oauth_denials (expires_at);

-- One row: access tokens of any client that were issued before not_before are refused.
CREATE TABLE oauth_realm (
    id         TEXT   NOT NULL PRIMARY KEY,
    not_before BIGINT NOT NULL
);
