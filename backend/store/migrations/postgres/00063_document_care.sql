-- +goose Up

-- Rules of the lint that don't count for an API, as a JSON list of ids.
CREATE TABLE api_lint (
    api_id TEXT NOT NULL PRIMARY KEY REFERENCES apis (id) ON DELETE CASCADE,
    off    TEXT NOT NULL DEFAULT '[]'
);

-- APIs whose document is fetched again from its address. etag and modified are the server's own words from the last
-- answer; source_hash is the SHA-256 of what it gave. due_at is NULL when the schedule is off. outcome is that of the last
-- look ('' = none yet).
CREATE TABLE api_refreshes (
    api_id      TEXT   NOT NULL PRIMARY KEY REFERENCES apis (id) ON DELETE CASCADE,
    url         TEXT   NOT NULL,
    schedule    TEXT   NOT NULL CHECK (schedule IN ('off', 'hourly', 'daily', 'weekly')),
    etag        TEXT   NOT NULL DEFAULT '',
    modified    TEXT   NOT NULL DEFAULT '',
    source_hash TEXT   NOT NULL DEFAULT '',
    outcome     TEXT   NOT NULL DEFAULT '' CHECK (outcome IN ('', 'unchanged', 'changed', 'failed')),
    checked_at  BIGINT,
    due_at      BIGINT
);
CREATE INDEX api_refreshes_due ON api_refreshes (due_at);
