-- +goose Up
-- Only tokens that rotated often have ended secrets to forget.
CREATE INDEX token_secrets_many ON token_secrets (token_id, generation) WHERE generation > 20;
