-- +goose Up
-- An API may be for listed teams only. visibility then says signed-in, so that whoever reads only that shows it to no stranger.
ALTER TABLE apis ADD COLUMN teams_only BOOLEAN NOT NULL DEFAULT FALSE CHECK (NOT teams_only OR visibility = 'signed-in');

CREATE TABLE api_teams (
    api_id  TEXT NOT NULL REFERENCES apis (id) ON DELETE CASCADE,
    team_id TEXT NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    PRIMARY KEY (api_id, team_id)
);

CREATE INDEX api_teams_by_team ON api_teams (team_id, api_id);
