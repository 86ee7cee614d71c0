-- +goose Up
-- An address that somebody wants instead of theirs and has not proven yet: one for an account at most. A void one looks like any other
-- to who asked, but its link was never sent: the address is somebody else's, or got too many mails.
CREATE TABLE address_changes (
    account_id      TEXT    NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    email           TEXT    NOT NULL,
    email_canonical TEXT    NOT NULL,
    mac             BLOB    NOT NULL UNIQUE,
    void            BOOLEAN NOT NULL,
    sent_at         BIGINT  NOT NULL,
    expires_at      BIGINT  NOT NULL
);
CREATE INDEX address_changes_expires ON address_changes (expires_at);

-- An address that an account had, with the hash of the link that gives it back. Nobody else gets the address meanwhile. version is the
-- account's from which on it has another address: what is undone undoes all that came later.
CREATE TABLE address_undos (
    mac             BLOB    NOT NULL PRIMARY KEY,
    account_id      TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    email           TEXT    NOT NULL,
    email_canonical TEXT    NOT NULL,
    version         BIGINT  NOT NULL,
    changed_at      BIGINT  NOT NULL,
    expires_at      BIGINT  NOT NULL
);
CREATE INDEX address_undos_account ON address_undos (account_id, version);
CREATE INDEX address_undos_email ON address_undos (email_canonical);
CREATE INDEX address_undos_expires ON address_undos (expires_at);
