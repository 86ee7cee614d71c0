-- +goose Up

-- Who suspended an app (an rbac subject id): they may take it back themselves, also where the app is theirs. Empty for an active
-- app, and for what was suspended before this was written down.
ALTER TABLE apps ADD COLUMN state_by TEXT NOT NULL DEFAULT '';
