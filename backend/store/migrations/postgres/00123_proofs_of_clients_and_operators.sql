-- +goose Up
-- proof: as in token_secrets. NULL for secrets that are older than this column.
ALTER TABLE oauth_client_secrets ADD COLUMN proof BYTEA;
ALTER TABLE operator_tokens ADD COLUMN proof BYTEA;
