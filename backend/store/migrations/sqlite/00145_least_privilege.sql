-- +goose Up
-- What live tokens hold and didn't need for 30 days, as the job last saw it (TOK-13). scopes and networks: JSON arrays of what
-- the token would lose. risk: of the riskiest of these scopes, 0 without one, 1 low, 2 medium, 3 high. calls: let through in
-- the 30 days. kept_*: why the owner keeps them, until when, and the token's scopes (JSON) at that time. Times are
-- microseconds since 1970, UTC.
CREATE TABLE token_advice (
    token_id    TEXT   NOT NULL PRIMARY KEY REFERENCES tokens (id) ON DELETE CASCADE,
    app_id      TEXT   NOT NULL,
    scopes      TEXT   NOT NULL,
    networks    TEXT   NOT NULL,
    risk        BIGINT NOT NULL,
    calls       BIGINT NOT NULL,
    computed_at BIGINT NOT NULL,
    kept_scopes TEXT   NOT NULL DEFAULT '',
    kept_reason TEXT   NOT NULL DEFAULT '',
    kept_by     TEXT   NOT NULL DEFAULT '',
    kept_at     BIGINT,
    kept_until  BIGINT
);
CREATE INDEX token_advice_by_risk ON token_advice (risk, token_id);
CREATE INDEX token_advice_by_app ON token_advice (app_id);
CREATE INDEX token_advice_kept ON token_advice (kept_until) WHERE kept_until IS NOT NULL;

-- What a token could lose, by what people look for: thing is a scope, or the slug of an API of which it could lose one.
CREATE TABLE token_advice_things (
    thing    TEXT   NOT NULL,
    risk     BIGINT NOT NULL,
    token_id TEXT   NOT NULL REFERENCES token_advice (token_id) ON DELETE CASCADE,
    PRIMARY KEY (thing, risk, token_id)
);
CREATE INDEX token_advice_things_by_token ON token_advice_things (token_id);

-- How far the job is on its way along all tokens, and what the last whole way saw. One row.
CREATE TABLE token_advice_walk (
    id       BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    after_id TEXT   NOT NULL DEFAULT '',
    seen     BIGINT NOT NULL DEFAULT 0,
    began_at BIGINT NOT NULL DEFAULT 0,
    tokens   BIGINT NOT NULL DEFAULT 0,
    done_at  BIGINT
);
INSERT INTO token_advice_walk (id) VALUES (1);

-- A campaign asks the owners of tokens to narrow them. filter: JSON. ended_by '' with ended_at: its last date came.
CREATE TABLE campaigns (
    id         TEXT   NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    words      TEXT   NOT NULL,
    filter     TEXT   NOT NULL,
    due_at     BIGINT,
    created_by TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    ended_by   TEXT   NOT NULL DEFAULT '',
    ended_at   BIGINT
);
CREATE INDEX campaigns_open ON campaigns (created_at) WHERE ended_at IS NULL;

-- The tokens that a campaign asks about, what it asked them to lose, and what came of it: '' waits for an answer; narrowed,
-- kept (with a reason), needed (its calls began to need them, or stopped altogether), ended (the token is over), unanswered
-- (the campaign is over).
CREATE TABLE campaign_tokens (
    campaign_id TEXT   NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    token_id    TEXT   NOT NULL,
    app_id      TEXT   NOT NULL,
    owner       TEXT   NOT NULL,
    scopes      TEXT   NOT NULL,
    networks    TEXT   NOT NULL,
    told_at     BIGINT,
    reminded_at BIGINT,
    outcome     TEXT   NOT NULL DEFAULT '',
    reason      TEXT   NOT NULL DEFAULT '',
    outcome_at  BIGINT,
    PRIMARY KEY (campaign_id, token_id)
);
-- No two campaigns ask about one token at a time.
CREATE UNIQUE INDEX campaign_tokens_open ON campaign_tokens (token_id) WHERE outcome = '';
CREATE INDEX campaign_tokens_of_owner ON campaign_tokens (owner, token_id) WHERE outcome = '';
CREATE INDEX campaign_tokens_of_app ON campaign_tokens (app_id, token_id) WHERE outcome = '';
CREATE INDEX campaign_tokens_untold ON campaign_tokens (campaign_id, owner) WHERE outcome = '' AND told_at IS NULL;
CREATE INDEX campaign_tokens_unreminded ON campaign_tokens (campaign_id, owner) WHERE outcome = '' AND reminded_at IS NULL;
CREATE INDEX campaign_tokens_by_token ON campaign_tokens (token_id);
