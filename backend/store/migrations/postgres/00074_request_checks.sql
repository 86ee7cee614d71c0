-- +goose Up

-- Whether the gate compares an API's calls with its document before they go on: not at all, only counting, or refusing.
CREATE TABLE api_checks (
    api_id TEXT NOT NULL PRIMARY KEY REFERENCES apis (id) ON DELETE CASCADE,
    mode   TEXT NOT NULL CHECK (mode IN ('off', 'report', 'enforce'))
);

-- What calls missed, by UTC day: never a value, only places that the document names. The row without pointer and code counts
-- the calls themselves.
CREATE TABLE request_findings (
    api_id       TEXT   NOT NULL REFERENCES apis (id) ON DELETE CASCADE,
    day          BIGINT NOT NULL,
    operation_id TEXT   NOT NULL,
    pointer      TEXT   NOT NULL,
    code         TEXT   NOT NULL,
    calls        BIGINT NOT NULL,
    refused      BIGINT NOT NULL,
    last_at      BIGINT NOT NULL,
    last_app     TEXT   NOT NULL,
    PRIMARY KEY (api_id, day, operation_id, pointer, code)
);
