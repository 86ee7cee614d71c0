-- +goose Up

-- Bulk revocations (TOK-6): what was asked, and how far it is. Items are the tokens that are still to be revoked.
CREATE TABLE token_revocations (
    id          TEXT   NOT NULL PRIMARY KEY,
    reason      TEXT   NOT NULL,
    created_by  TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    total       BIGINT NOT NULL,
    done        BIGINT NOT NULL,
    finished_at BIGINT
);

CREATE TABLE token_revocation_items (
    revocation_id TEXT NOT NULL REFERENCES token_revocations (id) ON DELETE CASCADE,
    app_id        TEXT NOT NULL,
    token_id      TEXT NOT NULL,
    PRIMARY KEY (revocation_id, app_id, token_id)
);
