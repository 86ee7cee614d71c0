-- +goose Up

-- Guides in Markdown. shipped_hash is the SHA-256 of the text that came with the binary ('' = written here);
-- a shipped guide is refreshed by a newer binary until somebody edits it (edited = TRUE).
CREATE TABLE guides (
    id           TEXT    NOT NULL PRIMARY KEY,
    slug         TEXT    NOT NULL UNIQUE,
    title        TEXT    NOT NULL,
    summary      TEXT    NOT NULL DEFAULT '',
    position     BIGINT  NOT NULL DEFAULT 0,
    body         TEXT    NOT NULL,
    shipped_hash TEXT    NOT NULL DEFAULT '',
    edited       BOOLEAN NOT NULL DEFAULT FALSE,
    row_version  BIGINT  NOT NULL DEFAULT 1,
    created_at   BIGINT  NOT NULL,
    updated_at   BIGINT  NOT NULL
);

-- Every text that a guide has had, the newest included. author is an rbac subject id or 'system'.
CREATE TABLE guide_revisions (
    guide_id   TEXT   NOT NULL REFERENCES guides (id) ON DELETE CASCADE,
    number     BIGINT NOT NULL,
    title      TEXT   NOT NULL,
    body       TEXT   NOT NULL,
    author     TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (guide_id, number)
);
