-- +goose Up
-- The marks of a version by group of lint rules, as {"naming": 98}; score is the mark of all of them. A version imported
-- before this has none.
ALTER TABLE versions ADD COLUMN scores TEXT NOT NULL DEFAULT '{}';
