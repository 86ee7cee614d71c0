-- +goose Up
-- How a key that another system made is recognised, "alphabet:length:prefix" (TOK-17); '' for secrets of our own. Of such a
-- key mac = HMAC-SHA-256(pepper, "gth/imported/v1" 00 SHA-256 of the key), and the token's id is made of that SHA-256.
ALTER TABLE token_secrets ADD COLUMN form TEXT NOT NULL DEFAULT '';
