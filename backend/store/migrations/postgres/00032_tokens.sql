-- +goose Up
-- A token's row stays for ever; only its secrets' keyed hashes can be used to verify, never to recover them.
-- kind: live, test. scopes: JSON array of "{api slug}:{scope}"; networks: JSON array of CIDR prefixes; origins: JSON
-- array of "https://host[:port]". A token acts while now >= not_before, now < expires_at, suspended_at and revoked_at
-- are NULL. Times are microseconds since 1970, UTC.
CREATE TABLE tokens (
    id                  TEXT   NOT NULL PRIMARY KEY,
    kind                TEXT   NOT NULL,
    environment         TEXT   NOT NULL,
    app_id              TEXT   NOT NULL,
    name                TEXT   NOT NULL,
    description         TEXT   NOT NULL DEFAULT '',
    scopes              TEXT   NOT NULL DEFAULT '[]',
    networks            TEXT   NOT NULL DEFAULT '[]',
    origins             TEXT   NOT NULL DEFAULT '[]',
    not_before          BIGINT,
    expires_at          BIGINT NOT NULL,
    suspended_at        BIGINT,
    suspended_by        TEXT   NOT NULL DEFAULT '',
    suspended_reason    TEXT   NOT NULL DEFAULT '',
    revoked_at          BIGINT,
    revoked_by          TEXT   NOT NULL DEFAULT '',
    revoked_reason      TEXT   NOT NULL DEFAULT '',
    created_by          TEXT   NOT NULL,
    last_used_at        BIGINT,
    last_used_network   TEXT   NOT NULL DEFAULT '',
    last_used_operation TEXT   NOT NULL DEFAULT '',
    created_at          BIGINT NOT NULL,
    updated_at          BIGINT NOT NULL,
    version             BIGINT NOT NULL
);
CREATE UNIQUE INDEX tokens_one_name ON tokens (app_id, environment, name) WHERE revoked_at IS NULL;
CREATE INDEX tokens_by_app ON tokens (app_id, created_at, id);
CREATE INDEX tokens_by_creation ON tokens (created_at, id);
CREATE INDEX tokens_by_expiry ON tokens (expires_at) WHERE revoked_at IS NULL;

-- At most two generations of a token are open at once. mac = HMAC-SHA-256(pepper, "gth/token/v1" 00 full token).
-- valid_until NULL = open; a generation whose valid_until is past answers token_rotated. The newest generation is the
-- one with the highest number. pending_until_first_use: the new secret was made with activate=onFirstUse and hasn't
-- been seen yet; on its first use activated_at is set and its predecessor gets valid_until = now + overlap_us.
CREATE TABLE token_secrets (
    token_id                TEXT    NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    generation              BIGINT  NOT NULL,
    mac                     BYTEA   NOT NULL,
    pepper_kid              TEXT    NOT NULL,
    last4                   TEXT    NOT NULL,
    valid_from              BIGINT  NOT NULL,
    valid_until             BIGINT,
    activated_at            BIGINT,
    pending_until_first_use BOOLEAN NOT NULL DEFAULT FALSE,
    overlap_us              BIGINT  NOT NULL DEFAULT 0,
    PRIMARY KEY (token_id, generation)
);

-- Which reminder was sent for which expiry, so that each is sent once and again after a renewal.
CREATE TABLE token_reminders (
    token_id   TEXT   NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL,
    days       BIGINT NOT NULL,
    sent_at    BIGINT NOT NULL,
    PRIMARY KEY (token_id, expires_at, days)
);
