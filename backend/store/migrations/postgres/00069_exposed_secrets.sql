-- +goose Up
-- When a secret was first seen on its way over plain HTTP (ENF-11).
ALTER TABLE token_secrets ADD COLUMN exposed_at BIGINT;
