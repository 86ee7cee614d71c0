-- +goose Up

-- One host under which the gateway serves an API alone, without its slug in front of paths.
ALTER TABLE apis ADD COLUMN host TEXT;
CREATE UNIQUE INDEX apis_by_host ON apis (host);
