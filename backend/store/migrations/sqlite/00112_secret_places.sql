-- +goose Up
-- Where the people of an app say that its secrets live: the one point of its checklist that nothing here can know.
CREATE TABLE app_secret_places (
    app_id  TEXT   NOT NULL PRIMARY KEY REFERENCES apps (id) ON DELETE CASCADE,
    place   TEXT   NOT NULL,
    said_by TEXT   NOT NULL,
    said_at BIGINT NOT NULL
);
