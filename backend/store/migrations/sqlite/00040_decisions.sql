-- +goose Up
-- One row per decision whose checks may be asked for (denials, and verify with dryRun); kept for seven days.
-- document is the JSON list of checks. owner questions go through app_id. at is microseconds since 1970, UTC.
CREATE TABLE decisions (
    id          TEXT   NOT NULL PRIMARY KEY,
    at          BIGINT NOT NULL,
    app_id      TEXT   NOT NULL DEFAULT '',
    token_id    TEXT   NOT NULL DEFAULT '',
    api_id      TEXT   NOT NULL DEFAULT '',
    environment TEXT   NOT NULL DEFAULT '',
    door        TEXT   NOT NULL,
    method      TEXT   NOT NULL DEFAULT '',
    path        TEXT   NOT NULL DEFAULT '',
    operation   TEXT   NOT NULL DEFAULT '',
    status      BIGINT NOT NULL,
    code        TEXT   NOT NULL,
    document    TEXT   NOT NULL
);
CREATE INDEX decisions_by_time ON decisions (at);
