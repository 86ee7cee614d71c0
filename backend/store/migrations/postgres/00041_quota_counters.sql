-- +goose Up
-- Calls of a grant in a calendar period (UTC), written at least once a second. period: day, month. period_start is
-- microseconds since 1970, UTC.
CREATE TABLE quota_counters (
    grant_id     TEXT   NOT NULL,
    period       TEXT   NOT NULL CHECK (period IN ('day', 'month')),
    period_start BIGINT NOT NULL,
    used         BIGINT NOT NULL,
    PRIMARY KEY (grant_id, period, period_start)
);
CREATE INDEX quota_counters_by_start ON quota_counters (period_start);
