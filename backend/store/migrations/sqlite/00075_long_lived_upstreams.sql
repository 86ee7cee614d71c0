-- +goose Up
-- Whether an upstream's answers may last without end and WebSockets are tunnelled to it (S-GW-24).
ALTER TABLE upstreams ADD COLUMN long_lived BOOLEAN NOT NULL DEFAULT FALSE;
