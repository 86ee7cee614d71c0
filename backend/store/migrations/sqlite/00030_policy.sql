-- +goose Up
-- One row per level of the policy ladder; level_id is '' for the instance. Times are microseconds since 1970, UTC.
CREATE TABLE policies (
    level      TEXT   NOT NULL,
    level_id   TEXT   NOT NULL DEFAULT '',
    document   TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT   NOT NULL,
    PRIMARY KEY (level, level_id)
);
