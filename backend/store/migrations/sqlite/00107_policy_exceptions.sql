-- +goose Up
-- Asked-for exceptions: an app that need not meet a rule of any level until ends_at. They are evidence and outlive the app.
-- state: pending, approved, denied, ended; an approved one whose ends_at is past counts as ended whatever state says. Times
-- are microseconds since 1970, UTC.
CREATE TABLE policy_exceptions (
    id              TEXT   NOT NULL PRIMARY KEY,
    app_id          TEXT   NOT NULL,
    rule            TEXT   NOT NULL,
    reason          TEXT   NOT NULL,
    state           TEXT   NOT NULL CHECK (state IN ('pending', 'approved', 'denied', 'ended')),
    ends_at         BIGINT NOT NULL,
    requested_by    TEXT   NOT NULL,
    requested_at    BIGINT NOT NULL,
    decided_by      TEXT   NOT NULL DEFAULT '',
    decided_at      BIGINT,
    decision_reason TEXT   NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX policy_exceptions_one_open ON policy_exceptions (app_id, rule) WHERE state IN ('pending', 'approved');
CREATE INDEX policy_exceptions_by_app ON policy_exceptions (app_id, id);
CREATE INDEX policy_exceptions_by_state ON policy_exceptions (state, id);
