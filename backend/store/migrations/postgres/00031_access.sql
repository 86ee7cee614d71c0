-- +goose Up
-- Requests, their items and the grants that come from them outlive the app and API that they name: they are evidence,
-- so there are no foreign keys to those. Times are microseconds since 1970, UTC.
CREATE TABLE access_requests (
    id            TEXT   NOT NULL PRIMARY KEY,
    app_id        TEXT   NOT NULL,
    app_name      TEXT   NOT NULL,
    requester_id  TEXT   NOT NULL,
    justification TEXT   NOT NULL DEFAULT '',
    state         TEXT   NOT NULL,
    reason        TEXT   NOT NULL DEFAULT '',
    ends_at       BIGINT,
    decided_at    BIGINT,
    decided_by    TEXT   NOT NULL DEFAULT '',
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    version       BIGINT NOT NULL
);
CREATE INDEX access_requests_by_app ON access_requests (app_id, id);
CREATE INDEX access_requests_by_state ON access_requests (state, id);

CREATE TABLE request_items (
    request_id     TEXT   NOT NULL REFERENCES access_requests (id) ON DELETE CASCADE,
    position       BIGINT NOT NULL,
    api_id         TEXT   NOT NULL,
    plan_id        TEXT   NOT NULL,
    environment    TEXT   NOT NULL,
    scopes         TEXT   NOT NULL DEFAULT '[]',
    granted_scopes TEXT   NOT NULL DEFAULT '[]',
    state          TEXT   NOT NULL,
    grant_id       TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (request_id, position)
);
CREATE INDEX request_items_by_api ON request_items (api_id, request_id);

-- scopes is a JSON array of "{api slug}:{scope of the document}". An app holds at most one living grant per API and
-- environment. state: active, paused, ended; a grant whose ends_at is past counts as ended whatever state says.
CREATE TABLE grants (
    id          TEXT   NOT NULL PRIMARY KEY,
    app_id      TEXT   NOT NULL,
    api_id      TEXT   NOT NULL,
    plan_id     TEXT   NOT NULL,
    environment TEXT   NOT NULL,
    scopes      TEXT   NOT NULL DEFAULT '[]',
    state       TEXT   NOT NULL,
    ends_at     BIGINT,
    request_id  TEXT   NOT NULL DEFAULT '',
    granted_by  TEXT   NOT NULL,
    reason      TEXT   NOT NULL DEFAULT '',
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    ended_at    BIGINT,
    version     BIGINT NOT NULL
);
CREATE UNIQUE INDEX grants_one_living ON grants (app_id, api_id, environment) WHERE state <> 'ended';
CREATE INDEX grants_by_api ON grants (api_id, id);
CREATE INDEX grants_by_app ON grants (app_id, id);
CREATE INDEX grants_by_end ON grants (ends_at) WHERE ends_at IS NOT NULL AND state <> 'ended';
