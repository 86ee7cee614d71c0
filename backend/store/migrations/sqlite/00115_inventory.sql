-- +goose Up
-- The inventory of every token answers each of its filters and orders from an index, with a million tokens too (TOK-6).

-- How risky the riskiest scope of a token is: 0 without scopes, 1 low, 2 medium, 3 high. Written with the scopes, and when
-- a publisher weighs a scope anew.
ALTER TABLE tokens ADD COLUMN scope_risk INTEGER NOT NULL DEFAULT 0;
UPDATE tokens SET scope_risk = COALESCE((
    SELECT MAX(CASE s.risk WHEN 'high' THEN 3 WHEN 'medium' THEN 2 ELSE 1 END)
    FROM json_each(tokens.scopes) j
    JOIN apis a ON a.slug = substr(j.value, 1, instr(j.value, ':') - 1)
    JOIN scopes s ON s.api_id = a.id AND s.name = substr(j.value, instr(j.value, ':') + 1)), 0);

-- The APIs, by slug, of which a token holds a scope. created_at is the token's own, which never changes.
CREATE TABLE token_apis (
    api        TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    token_id   TEXT   NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    PRIMARY KEY (api, created_at, token_id)
) WITHOUT ROWID;
INSERT INTO token_apis (api, created_at, token_id)
    SELECT DISTINCT substr(j.value, 1, instr(j.value, ':') - 1), t.created_at, t.id FROM tokens t, json_each(t.scopes) j
    WHERE instr(j.value, ':') > 1;
CREATE UNIQUE INDEX token_apis_by_token ON token_apis (token_id, api);

CREATE INDEX tokens_by_sign ON tokens (COALESCE(last_used_at, created_at), id);
CREATE INDEX tokens_by_end ON tokens (expires_at, id);
CREATE INDEX tokens_by_name ON tokens (LOWER(name), id);
CREATE INDEX tokens_by_scope_risk ON tokens (scope_risk, created_at, id);
CREATE INDEX tokens_by_network ON tokens (last_used_network, created_at, id) WHERE last_used_network <> '';
CREATE INDEX tokens_revoked ON tokens (created_at, id) WHERE revoked_at IS NOT NULL;
CREATE INDEX tokens_suspended ON tokens (created_at, id) WHERE suspended_at IS NOT NULL;
CREATE INDEX tokens_quarantined ON tokens (created_at, id) WHERE quarantine_mode <> '';
-- A token rotates while a secret of it waits for its first use, or for its end.
CREATE INDEX token_secrets_ending ON token_secrets (valid_until) WHERE valid_until IS NOT NULL;
CREATE INDEX token_secrets_pending ON token_secrets (token_id) WHERE pending_until_first_use;

-- What a person calls a filter and an order of the inventory. filter is a JSON object.
CREATE TABLE token_views (
    id          TEXT   NOT NULL PRIMARY KEY,
    account_id  TEXT   NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name        TEXT   NOT NULL,
    filter      TEXT   NOT NULL,
    token_order TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    UNIQUE (account_id, name)
);
