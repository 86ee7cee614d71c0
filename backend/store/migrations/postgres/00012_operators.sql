-- +goose Up
CREATE TABLE operator_tokens (
    id           TEXT   NOT NULL PRIMARY KEY,
    name         TEXT   NOT NULL,
    role         TEXT   NOT NULL,
    hint         TEXT   NOT NULL,
    mac          BYTEA  NOT NULL,
    pepper_id    TEXT   NOT NULL,
    created_by   TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    revoked_at   BIGINT,
    last_used_at BIGINT
);
CREATE INDEX operator_tokens_created ON operator_tokens (created_at, id);
