-- +goose Up
CREATE TABLE idempotency_keys (
    key_hash   TEXT   NOT NULL PRIMARY KEY,
    body_hash  TEXT   NOT NULL,
    answer     BYTEA  NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
