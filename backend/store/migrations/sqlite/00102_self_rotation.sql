-- +goose Up
-- self_made marks secrets that a token made for itself: a replaced one that comes back after such a rotation has two holders.
ALTER TABLE token_secrets ADD COLUMN self_made BOOLEAN NOT NULL DEFAULT FALSE;
