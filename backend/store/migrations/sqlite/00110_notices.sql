-- +goose Up
-- topic is the kind of notices that a person chooses by. hidden ones are not shown in the inbox; those with a digest wait for
-- the mail that tells several at once.
ALTER TABLE notices ADD COLUMN topic TEXT NOT NULL DEFAULT 'other';
ALTER TABLE notices ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN digest TEXT NOT NULL DEFAULT '';
UPDATE notices SET topic = CASE
    WHEN kind LIKE 'security.%' THEN 'security'
    WHEN kind = 'access.requested' THEN 'queue'
    WHEN kind LIKE 'access.%' THEN 'access'
    WHEN kind IN ('api.refreshed', 'api.refresh_failed', 'api.upstream_down', 'api.upstream_up') THEN 'upkeep'
    WHEN kind LIKE 'api.%' THEN 'apis'
    WHEN kind LIKE 'tokens.%' THEN 'tokens'
    WHEN kind LIKE 'account.%' THEN 'account'
    WHEN kind LIKE 'limits.%' THEN 'portal'
    ELSE 'other' END;
DROP INDEX notices_account;
CREATE INDEX notices_account ON notices (account_id, id);
CREATE INDEX notices_topic ON notices (account_id, topic, id);
CREATE INDEX notices_unread ON notices (account_id, id) WHERE read_at IS NULL;
CREATE INDEX notices_digest ON notices (digest, account_id, created_at) WHERE digest <> '';

-- What somebody chose; topics without a row follow the portal.
CREATE TABLE notice_choices (
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    topic      TEXT NOT NULL,
    in_app     INTEGER NOT NULL,
    mail       TEXT NOT NULL CHECK (mail IN ('now', 'daily', 'weekly', 'off')),
    PRIMARY KEY (account_id, topic)
);

-- One row for each digest that was mailed. Its key is why there is never a second one for the same day or week.
CREATE TABLE digests (
    account_id TEXT   NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    period     TEXT   NOT NULL,
    due_at     BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, period, due_at)
);

-- The words of mails that operators wrote. A row whose text was taken back stays, so that its version only rises.
CREATE TABLE mail_texts (
    name        TEXT   NOT NULL PRIMARY KEY,
    edited      INTEGER NOT NULL,
    subject     TEXT   NOT NULL,
    body        TEXT   NOT NULL,
    row_version BIGINT NOT NULL,
    author      TEXT   NOT NULL,
    updated_at  BIGINT NOT NULL
);
CREATE INDEX mails_state ON mails (state, id);
