-- +goose Up
-- What a token's owner was told of its rotating itself. told_at: when last, microseconds since 1970, UTC; untold: rotations
-- since then that wait for one notice together.
CREATE TABLE token_self_rotations (
    token_id TEXT   NOT NULL PRIMARY KEY REFERENCES tokens (id) ON DELETE CASCADE,
    told_at  BIGINT NOT NULL,
    untold   BIGINT NOT NULL
);
CREATE INDEX token_self_rotations_untold ON token_self_rotations (told_at) WHERE untold > 0;

-- The networks from which a token rotated itself, the newest few dozen: another one is told at once.
CREATE TABLE token_self_networks (
    token_id TEXT   NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    network  TEXT   NOT NULL,
    first_at BIGINT NOT NULL,
    last_at  BIGINT NOT NULL,
    PRIMARY KEY (token_id, network)
);
