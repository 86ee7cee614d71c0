-- +goose Up
-- Five-minute tokens of the console beside each operation. They are no tokens of an app's inventory: each opens one
-- operation of one version, and its row goes an hour after its end. app_id and session_id are '' for a visitor's, whose
-- network is the prefix that it works from; a person's has '' there. mac = HMAC-SHA-256(pepper, "gth/token/v1" 00 full
-- token). Times are microseconds since 1970, UTC.
CREATE TABLE console_tokens (
    id           TEXT   NOT NULL PRIMARY KEY,
    app_id       TEXT   NOT NULL DEFAULT '',
    session_id   TEXT   NOT NULL DEFAULT '',
    api_id       TEXT   NOT NULL,
    version_id   TEXT   NOT NULL,
    operation_id TEXT   NOT NULL,
    environment  TEXT   NOT NULL,
    network      TEXT   NOT NULL DEFAULT '',
    mac          BYTEA  NOT NULL,
    pepper_kid   TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    revoked_at   BIGINT
);
CREATE INDEX console_tokens_by_session ON console_tokens (session_id, network, created_at);
CREATE INDEX console_tokens_by_expiry ON console_tokens (expires_at);
