-- +goose Up

-- How far the import of a version has come, or where it ended when it failed ('' = it waits). For show only: it changes
-- without the row's version.
ALTER TABLE versions ADD COLUMN stage TEXT NOT NULL DEFAULT '';
