-- +goose Up
-- Backups that were made: at is the instant that they show, in microseconds since 1970, UTC; audit_seq is the newest entry of
-- the audit log in them; with_keys says whether the keys were exported beside.
CREATE TABLE backups (
    id        TEXT    NOT NULL PRIMARY KEY,
    at        BIGINT  NOT NULL,
    bytes     BIGINT  NOT NULL,
    audit_seq BIGINT  NOT NULL,
    with_keys BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX backups_at ON backups (at);
