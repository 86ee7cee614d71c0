-- +goose Up
CREATE TABLE sessions (
    id            TEXT    NOT NULL PRIMARY KEY,
    account_id    TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    mac           BLOB    NOT NULL UNIQUE,
    method        TEXT    NOT NULL,
    restricted    BOOLEAN NOT NULL DEFAULT FALSE,
    address       TEXT    NOT NULL,
    user_agent    TEXT    NOT NULL,
    created_at    BIGINT  NOT NULL,
    last_seen_at  BIGINT  NOT NULL,
    step_up_until BIGINT
);
CREATE INDEX sessions_account ON sessions (account_id, created_at);
CREATE INDEX sessions_seen ON sessions (last_seen_at);

-- Browsers and networks from which an account signed in before; a sign-in from elsewhere is told to its owner.
CREATE TABLE session_devices (
    account_id    TEXT   NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    mac           BLOB   NOT NULL,
    first_seen_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, mac)
);

CREATE TABLE passkeys (
    id             TEXT    NOT NULL PRIMARY KEY,
    account_id     TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    credential_id  BLOB    NOT NULL UNIQUE,
    name           TEXT    NOT NULL,
    credential     TEXT    NOT NULL,
    sign_count     BIGINT  NOT NULL,
    backup_state   BOOLEAN NOT NULL,
    created_at     BIGINT  NOT NULL,
    last_used_at   BIGINT,
    quarantined_at BIGINT
);
CREATE INDEX passkeys_account ON passkeys (account_id, created_at);

CREATE TABLE ceremonies (
    challenge_mac BLOB   NOT NULL PRIMARY KEY,
    browser_mac   BLOB   NOT NULL,
    kind          TEXT   NOT NULL CHECK (kind IN ('register', 'sign_in', 'step_up', 'setup')),
    account_id    TEXT   NOT NULL,
    session_id    TEXT   NOT NULL,
    data          TEXT   NOT NULL,
    expires_at    BIGINT NOT NULL
);
CREATE INDEX ceremonies_expires ON ceremonies (expires_at);
