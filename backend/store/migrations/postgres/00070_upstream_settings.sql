-- +goose Up
-- Beside its address an upstream has further targets, timeouts, health checks, TLS and a credential (ENF-10). settings is
-- JSON without secrets; the two secrets are sealed for their row and column.
ALTER TABLE upstreams ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
ALTER TABLE upstreams ADD COLUMN secret BYTEA;
ALTER TABLE upstreams ADD COLUMN secret_set_at BIGINT;
ALTER TABLE upstreams ADD COLUMN tls_key BYTEA;
ALTER TABLE upstreams ADD COLUMN tls_key_set_at BIGINT;
