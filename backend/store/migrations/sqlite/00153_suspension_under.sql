-- +goose Up
-- The suspension over which an operator laid theirs: when that is taken back, this one holds again. suspension_under_at: NULL
-- is none.
ALTER TABLE tokens ADD COLUMN suspension_under_at BIGINT;
ALTER TABLE tokens ADD COLUMN suspension_under_by TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN suspension_under_reason TEXT NOT NULL DEFAULT '';
