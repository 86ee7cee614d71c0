-- +goose Up
-- A hold on a token that ends by itself (TOK-7). Mode '' is none; of one that is over, the columns stay as they were.
ALTER TABLE tokens ADD COLUMN quarantine_mode TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN quarantine_networks TEXT NOT NULL DEFAULT '[]';
ALTER TABLE tokens ADD COLUMN quarantine_at BIGINT;
ALTER TABLE tokens ADD COLUMN quarantine_until BIGINT;
ALTER TABLE tokens ADD COLUMN quarantine_by TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN quarantine_reason TEXT NOT NULL DEFAULT '';
