-- +goose Up
-- proof: as in token_secrets. NULL for secrets that are older than this column.
ALTER TABLE oauth_client_secrets ADD COLUMN proof BLOB;
ALTER TABLE operator_tokens ADD COLUMN proof BLOB;
