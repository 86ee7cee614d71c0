-- +goose Up
-- How many living tokens stood under a rule of a level on a day, and how many of them broke it; the newest row of a rule is as
-- of at. says: the rule in words, as it was then. day: days since 1970, UTC. at: microseconds since 1970, UTC.
CREATE TABLE policy_compliance (
    day      BIGINT NOT NULL,
    rule     TEXT   NOT NULL,
    level    TEXT   NOT NULL,
    level_id TEXT   NOT NULL,
    says     TEXT   NOT NULL,
    tokens   BIGINT NOT NULL,
    breaking BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (day, rule, level, level_id)
);
