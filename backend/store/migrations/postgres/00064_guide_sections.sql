-- +goose Up

-- Where a guide stands: the names of sections from the outside in, between slashes ('' = in none).
ALTER TABLE guides ADD COLUMN section TEXT NOT NULL DEFAULT '';
