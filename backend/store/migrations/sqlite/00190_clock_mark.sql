-- +goose Up
-- max_seen: the latest time that a trusted clock of the installation showed; what was expired then stays so. accepted: how often
-- an operator said that the clock is right although it is behind that.
ALTER TABLE clock_watch ADD COLUMN max_seen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE clock_watch ADD COLUMN accepted BIGINT NOT NULL DEFAULT 0;
UPDATE clock_watch SET max_seen = read_at WHERE NOT doubted;
