-- +goose Up
CREATE TABLE accounts (
    id              TEXT    NOT NULL PRIMARY KEY,
    email           TEXT    NOT NULL,
    email_canonical TEXT    NOT NULL UNIQUE,
    name            TEXT    NOT NULL,
    handle          BYTEA   NOT NULL UNIQUE,
    state           TEXT    NOT NULL CHECK (state IN ('active', 'waiting', 'disabled')),
    demo            BOOLEAN NOT NULL DEFAULT FALSE,
    version         BIGINT  NOT NULL DEFAULT 1,
    created_at      BIGINT  NOT NULL,
    updated_at      BIGINT  NOT NULL,
    disabled_at     BIGINT,
    recovered_at    BIGINT,
    last_seen_at    BIGINT
);

CREATE TABLE account_roles (
    account_id TEXT   NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    role       TEXT   NOT NULL,
    granted_by TEXT   NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, role)
);
CREATE INDEX account_roles_role ON account_roles (role, account_id);

-- A link sent by mail that is not used yet: sign-up or invitation. Only the hash of its secret is kept.
CREATE TABLE account_links (
    id              TEXT   NOT NULL PRIMARY KEY,
    purpose         TEXT   NOT NULL CHECK (purpose IN ('sign_up', 'invite')),
    email           TEXT   NOT NULL,
    email_canonical TEXT   NOT NULL,
    name            TEXT   NOT NULL,
    roles           TEXT   NOT NULL,
    mac             BYTEA  NOT NULL UNIQUE,
    created_by      TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    consumed_at     BIGINT
);
CREATE INDEX account_links_email ON account_links (email_canonical);
CREATE INDEX account_links_expires ON account_links (expires_at);

-- The state between a proven address and the first passkey. It is bound to one browser's pre-auth cookie.
CREATE TABLE account_enrolments (
    id              TEXT   NOT NULL PRIMARY KEY,
    browser_mac     BYTEA  NOT NULL UNIQUE,
    purpose         TEXT   NOT NULL CHECK (purpose IN ('sign_up', 'invite', 'setup')),
    email           TEXT   NOT NULL,
    email_canonical TEXT   NOT NULL,
    name            TEXT   NOT NULL,
    roles           TEXT   NOT NULL,
    handle          BYTEA  NOT NULL,
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL
);
CREATE INDEX account_enrolments_expires ON account_enrolments (expires_at);

CREATE TABLE recovery_codes (
    mac        BYTEA  NOT NULL PRIMARY KEY,
    account_id TEXT   NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    used_at    BIGINT
);
CREATE INDEX recovery_codes_account ON recovery_codes (account_id);

-- One row: the one-time link of the first start, and whether setup is over.
CREATE TABLE setup (
    id         SMALLINT NOT NULL PRIMARY KEY CHECK (id = 1),
    mac        BYTEA,
    expires_at BIGINT,
    done_at    BIGINT,
    done_by    TEXT
);

CREATE TABLE throttles (
    mac        BYTEA  NOT NULL PRIMARY KEY,
    attempts   BIGINT NOT NULL,
    resets_at  BIGINT NOT NULL
);
CREATE INDEX throttles_resets ON throttles (resets_at);
