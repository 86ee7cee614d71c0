-- +goose Up
-- Living OAuth clients that break a rule of the policy ladder, as the job last saw them; the members are those of
-- token_breaches.
CREATE TABLE oauth_client_breaches (
    rule      TEXT    NOT NULL,
    level     TEXT    NOT NULL,
    level_id  TEXT    NOT NULL,
    planned   BOOLEAN NOT NULL,
    client_id TEXT    NOT NULL REFERENCES oauth_clients (id) ON DELETE CASCADE,
    app_id    TEXT    NOT NULL,
    found_at  BIGINT  NOT NULL,
    told_at   BIGINT,
    PRIMARY KEY (rule, level, level_id, planned, client_id)
);
CREATE INDEX oauth_client_breaches_by_client ON oauth_client_breaches (client_id);
CREATE INDEX oauth_client_breaches_untold ON oauth_client_breaches (app_id) WHERE told_at IS NULL;
