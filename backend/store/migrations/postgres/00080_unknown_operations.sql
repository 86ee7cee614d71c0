-- +goose Up

-- Calls with a valid token that the document has no operation for, by method and template: what looks like an id is {id} in it.
-- apps is a JSON list of the first ten that called. The row without a method counts what had no room.
CREATE TABLE unknown_operations (
    api_id   TEXT   NOT NULL REFERENCES apis (id) ON DELETE CASCADE,
    method   TEXT   NOT NULL,
    template TEXT   NOT NULL,
    calls    BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at  BIGINT NOT NULL,
    status   BIGINT NOT NULL,
    apps     TEXT   NOT NULL,
    PRIMARY KEY (api_id, method, template)
);
