-- +goose Up

-- How many calls of an API, and of one app at it, a node works on at once. 0 leaves it to the installation.
CREATE TABLE api_concurrency (
    api_id        TEXT   NOT NULL PRIMARY KEY REFERENCES apis (id) ON DELETE CASCADE,
    calls         BIGINT NOT NULL CHECK (calls >= 0),
    calls_per_app BIGINT NOT NULL CHECK (calls_per_app >= 0)
);
