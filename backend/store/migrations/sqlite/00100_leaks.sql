-- +goose Up
-- proof is the keyed hash of the SHA-256 of a secret, by which whoever found it can show that, without sending it. NULL for
-- secrets that are older than this column.
ALTER TABLE token_secrets ADD COLUMN proof BLOB;

-- Tokens that were seen where they don't belong (TOK-14): one row for each secret and place.
CREATE TABLE leaks (
    id            TEXT   NOT NULL PRIMARY KEY,
    token_id      TEXT   NOT NULL,
    kind          TEXT   NOT NULL,
    generation    INTEGER NOT NULL,
    app_id        TEXT   NOT NULL,
    token_name    TEXT   NOT NULL,
    hint          TEXT   NOT NULL,
    source        TEXT   NOT NULL,
    place         TEXT   NOT NULL,
    outcome       TEXT   NOT NULL,
    first_seen_at INTEGER NOT NULL,
    last_seen_at  INTEGER NOT NULL,
    seen          INTEGER NOT NULL,
    closed_at     INTEGER,
    closed_by     TEXT   NOT NULL,
    note          TEXT   NOT NULL,
    UNIQUE (token_id, generation, source, place)
);
CREATE INDEX leaks_open ON leaks (closed_at, id);
