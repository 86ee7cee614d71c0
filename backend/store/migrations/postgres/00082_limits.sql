-- +goose Up
-- Processes that count rate limits together. beats grows every few seconds while one lives; nobody compares clocks.
CREATE TABLE nodes (
    id    TEXT   NOT NULL PRIMARY KEY,
    beats BIGINT NOT NULL
);

-- What one grant may use up instead of what its plan says, until ends_at (microseconds since 1970, UTC; null = until
-- somebody ends it). limits and quota are JSON as in plans; quota is empty for none.
CREATE TABLE grant_limits (
    grant_id TEXT   NOT NULL PRIMARY KEY REFERENCES grants (id) ON DELETE CASCADE,
    limits   TEXT   NOT NULL,
    quota    TEXT   NOT NULL DEFAULT '',
    reason   TEXT   NOT NULL,
    ends_at  BIGINT,
    set_by   TEXT   NOT NULL,
    set_at   BIGINT NOT NULL
);

-- From here on, used in quota_counters holds what nodes have reserved, too.
