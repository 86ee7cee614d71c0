-- +goose Up
-- id = time of the call in microseconds since 1970 << 10 | counter, so that the primary key is the time order and no
-- secondary index slows the writing. Networks are stored truncated (/24, /48), never as a client's whole address.
CREATE TABLE usage_calls (
    id           INTEGER NOT NULL PRIMARY KEY,
    decision_id  TEXT    NOT NULL,
    token_id     TEXT    NOT NULL,
    app_id       TEXT    NOT NULL,
    api_id       TEXT    NOT NULL,
    version_id   TEXT    NOT NULL,
    operation    TEXT    NOT NULL,
    method       TEXT    NOT NULL,
    route        TEXT    NOT NULL,
    status       INTEGER NOT NULL,
    code         TEXT    NOT NULL,
    latency_us   INTEGER NOT NULL,
    upstream_us  INTEGER NOT NULL,
    bytes_in     INTEGER NOT NULL,
    bytes_out    INTEGER NOT NULL,
    network      TEXT    NOT NULL,
    agent        TEXT    NOT NULL,
    environment  TEXT    NOT NULL,
    door         TEXT    NOT NULL
);

-- step: 60, 3600, 86400 seconds; bucket: its start in microseconds. band is the latency's bucket on a scale of
-- factor 2^(1/4), so that percentiles of any window are sums of rows.
CREATE TABLE usage_rollups (
    step        INTEGER NOT NULL,
    bucket      INTEGER NOT NULL,
    app_id      TEXT    NOT NULL,
    api_id      TEXT    NOT NULL,
    token_id    TEXT    NOT NULL,
    operation   TEXT    NOT NULL,
    environment TEXT    NOT NULL,
    network     TEXT    NOT NULL,
    status      INTEGER NOT NULL,
    code        TEXT    NOT NULL,
    band        INTEGER NOT NULL,
    calls       INTEGER NOT NULL,
    latency_us  INTEGER NOT NULL,
    bytes_in    INTEGER NOT NULL,
    bytes_out   INTEGER NOT NULL,
    PRIMARY KEY (step, bucket, app_id, api_id, token_id, operation, environment, network, status, code, band)
) WITHOUT ROWID;
