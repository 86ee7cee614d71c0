-- +goose Up
-- Live tokens that break a rule of the policy ladder, as the job last saw them. rule: as the API names it; level and
-- level_id: who set it (instance and '', api and its slug, app and its id). planned: the rule is announced and not in force
-- yet. told_at: when the app's owner was told. Times are microseconds since 1970, UTC.
CREATE TABLE token_breaches (
    rule     TEXT   NOT NULL,
    level    TEXT   NOT NULL,
    level_id TEXT   NOT NULL,
    planned  BOOLEAN NOT NULL,
    token_id TEXT   NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    app_id   TEXT   NOT NULL,
    found_at BIGINT NOT NULL,
    told_at  BIGINT,
    PRIMARY KEY (rule, level, level_id, planned, token_id)
);
CREATE INDEX token_breaches_by_token ON token_breaches (token_id);
CREATE INDEX token_breaches_untold ON token_breaches (app_id) WHERE told_at IS NULL;
