-- +goose Up

-- What was wrong at the last look at an API's address ('' = nothing), and how many looks in a row failed.
ALTER TABLE api_refreshes ADD COLUMN failure TEXT NOT NULL DEFAULT '' CHECK (failure IN ('', 'unreachable', 'refused', 'broken', 'empty', 'too-large'));
ALTER TABLE api_refreshes ADD COLUMN failures BIGINT NOT NULL DEFAULT 0;
