-- +goose Up

-- Single networks whose calls are refused, or never refused (ENF-8). network is in its canonical form. ends_at is NULL when
-- it holds until somebody removes it.
CREATE TABLE blocked_networks (
    id          TEXT   NOT NULL PRIMARY KEY,
    network     TEXT   NOT NULL,
    effect      TEXT   NOT NULL CHECK (effect IN ('block', 'allow')),
    reason      TEXT   NOT NULL,
    ends_at     BIGINT,
    created_at  BIGINT NOT NULL,
    created_by  TEXT   NOT NULL,
    hits        BIGINT NOT NULL DEFAULT 0,
    last_hit_at BIGINT,
    UNIQUE (network, effect)
);

-- Lists of networks whose calls are refused: given by hand when url is empty, else fetched from there. etag and modified are
-- the server's own words from the last answer that was taken; hash is the SHA-256 of what it gave. networks counts merged
-- intervals, skipped the lines that name none.
CREATE TABLE block_lists (
    id          TEXT    NOT NULL PRIMARY KEY,
    name        TEXT    NOT NULL,
    enabled     BOOLEAN NOT NULL,
    url         TEXT    NOT NULL DEFAULT '',
    schedule    TEXT    NOT NULL DEFAULT '',
    etag        TEXT    NOT NULL DEFAULT '',
    modified    TEXT    NOT NULL DEFAULT '',
    hash        TEXT    NOT NULL DEFAULT '',
    outcome     TEXT    NOT NULL DEFAULT '',
    failure     TEXT    NOT NULL DEFAULT '',
    failures    BIGINT  NOT NULL DEFAULT 0,
    networks    BIGINT  NOT NULL DEFAULT 0,
    skipped     BIGINT  NOT NULL DEFAULT 0,
    checked_at  BIGINT,
    changed_at  BIGINT,
    due_at      BIGINT,
    hits        BIGINT  NOT NULL DEFAULT 0,
    last_hit_at BIGINT,
    created_at  BIGINT  NOT NULL,
    version     BIGINT  NOT NULL
);
CREATE INDEX block_lists_due ON block_lists (due_at);

-- The merged intervals of a list: the number of IPv4 ones, then 8 bytes for each of them and 32 for each of IPv6.
CREATE TABLE block_list_ranges (
    list_id TEXT NOT NULL PRIMARY KEY REFERENCES block_lists (id) ON DELETE CASCADE,
    data    BLOB NOT NULL
);
