-- +goose Up
-- What a level will say from a time on: it is announced, looked for in tokens, and asked of nobody before.
ALTER TABLE policies ADD COLUMN planned_document TEXT NOT NULL DEFAULT '';
ALTER TABLE policies ADD COLUMN planned_from BIGINT;
