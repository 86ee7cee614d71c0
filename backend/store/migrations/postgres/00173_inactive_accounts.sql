-- +goose Up
-- An account with inactive_at is disabled because nobody used it. enabled_at is when somebody let it be used again; it counts as
-- a use. The two warnings before hold for one while without use each.
ALTER TABLE accounts ADD COLUMN inactive_at BIGINT;
ALTER TABLE accounts ADD COLUMN enabled_at BIGINT;
ALTER TABLE accounts ADD COLUMN inactive_warned_at BIGINT;
ALTER TABLE accounts ADD COLUMN inactive_warned_again_at BIGINT;
