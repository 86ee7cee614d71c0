-- +goose Up
-- The acceptable-use policy: every text that it has had. asks is whether everybody has to accept it anew.
CREATE TABLE terms (
    version      BIGINT  NOT NULL PRIMARY KEY,
    markdown     TEXT    NOT NULL,
    summary      TEXT    NOT NULL,
    asks         INTEGER NOT NULL,
    sha256       TEXT    NOT NULL,
    author       TEXT    NOT NULL,
    published_at BIGINT  NOT NULL
);

-- Who accepted which version, when and where. It is evidence, so it outlives the account.
CREATE TABLE terms_acceptances (
    account_id  TEXT   NOT NULL,
    version     BIGINT NOT NULL REFERENCES terms (version),
    accepted_at BIGINT NOT NULL,
    place       TEXT   NOT NULL CHECK (place IN ('sign-up', 'portal')),
    request_id  TEXT   NOT NULL,
    PRIMARY KEY (account_id, version)
);
CREATE INDEX terms_acceptances_version ON terms_acceptances (version, account_id);
CREATE INDEX terms_acceptances_time ON terms_acceptances (accepted_at, account_id, version);
