-- +goose Up
CREATE TABLE mails (
    id         TEXT   NOT NULL PRIMARY KEY,
    account_id TEXT   REFERENCES accounts (id) ON DELETE SET NULL,
    address    TEXT   NOT NULL,
    template   TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    text       TEXT   NOT NULL,
    html       TEXT   NOT NULL,
    state      TEXT   NOT NULL CHECK (state IN ('queued', 'sent', 'kept', 'failed')),
    attempts   BIGINT NOT NULL DEFAULT 0,
    error      TEXT   NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    sent_at    BIGINT
);
CREATE INDEX mails_created ON mails (created_at, id);

CREATE TABLE notices (
    id         TEXT   NOT NULL PRIMARY KEY,
    account_id TEXT   NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind       TEXT   NOT NULL,
    title      TEXT   NOT NULL,
    body       TEXT   NOT NULL,
    link       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    read_at    BIGINT
);
CREATE INDEX notices_account ON notices (account_id, created_at, id);
