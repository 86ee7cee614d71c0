-- +goose Up
-- The compliance profiles that are on; a row goes when its profile is switched off, and the audit log keeps why. since:
-- microseconds since 1970, UTC.
CREATE TABLE policy_profiles (
    profile TEXT   NOT NULL PRIMARY KEY,
    since   BIGINT NOT NULL,
    set_by  TEXT   NOT NULL
);
