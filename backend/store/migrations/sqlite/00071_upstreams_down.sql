-- +goose Up
-- Upstreams whose people were told that they are down, until they were told that they are back.
CREATE TABLE upstreams_down (
	api_id TEXT NOT NULL REFERENCES apis(id) ON DELETE CASCADE,
	environment TEXT NOT NULL,
	since INTEGER NOT NULL,
	PRIMARY KEY (api_id, environment)
);
