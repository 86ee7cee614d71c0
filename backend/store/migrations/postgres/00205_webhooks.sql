-- +goose Up
-- Addresses that are told of events: of one app, or, without app_id, of the whole portal. Secrets are sealed. holder is the
-- person that the endpoint answers to. due_at is when the first of its waiting deliveries may be tried.
CREATE TABLE webhook_endpoints (
    id            TEXT   NOT NULL PRIMARY KEY,
    app_id        TEXT,
    holder        TEXT   NOT NULL,
    url           TEXT   NOT NULL,
    host          TEXT   NOT NULL,
    description   TEXT   NOT NULL DEFAULT '',
    events        TEXT   NOT NULL DEFAULT '[]',
    secret        BYTEA  NOT NULL,
    secret_before BYTEA,
    before_until  BIGINT,
    secret_at     BIGINT NOT NULL,
    state         TEXT   NOT NULL CHECK (state IN ('active', 'paused', 'stopped')),
    cause         TEXT   NOT NULL DEFAULT '',
    stopped_at    BIGINT,
    failing_since BIGINT,
    due_at        BIGINT,
    created_by    TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    version       BIGINT NOT NULL
);
CREATE INDEX webhook_endpoints_app ON webhook_endpoints (app_id, created_at);
CREATE INDEX webhook_endpoints_due ON webhook_endpoints (due_at) WHERE due_at IS NOT NULL AND state = 'active';

-- One event on its way to one endpoint; message_id is its webhook-id. next_at is when a waiting one may be tried, and moves on
-- with each claim, so that whoever moves it has the attempt. claimed_until is set while an attempt is under way.
CREATE TABLE webhook_deliveries (
    id            TEXT   NOT NULL PRIMARY KEY,
    endpoint_id   TEXT   NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    message_id    TEXT   NOT NULL,
    event         TEXT   NOT NULL,
    body          TEXT   NOT NULL,
    state         TEXT   NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    attempts      BIGINT NOT NULL DEFAULT 0,
    next_at       BIGINT NOT NULL,
    claimed_until BIGINT,
    created_at    BIGINT NOT NULL,
    last_at       BIGINT,
    status        BIGINT NOT NULL DEFAULT 0,
    millis        BIGINT NOT NULL DEFAULT 0,
    problem       TEXT   NOT NULL DEFAULT '',
    answer        TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX webhook_deliveries_log ON webhook_deliveries (endpoint_id, id);
CREATE INDEX webhook_deliveries_state ON webhook_deliveries (endpoint_id, state, id);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (endpoint_id, next_at) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_claimed ON webhook_deliveries (claimed_until) WHERE claimed_until IS NOT NULL;
CREATE INDEX webhook_deliveries_created ON webhook_deliveries (created_at);
