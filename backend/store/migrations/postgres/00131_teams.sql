-- +goose Up

-- Teams: people who share applications. An app of a team has the owner g:tea_…. name_folded is the name as it is compared.
CREATE TABLE teams (
    id          TEXT   NOT NULL PRIMARY KEY,
    name        TEXT   NOT NULL,
    name_folded TEXT   NOT NULL,
    created_by  TEXT   NOT NULL,
    row_version BIGINT NOT NULL DEFAULT 1,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);

CREATE TABLE team_members (
    team_id    TEXT   NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    account_id TEXT   NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    role       TEXT   NOT NULL CHECK (role IN ('owner', 'developer', 'viewer')),
    joined_at  BIGINT NOT NULL,
    PRIMARY KEY (team_id, account_id)
);

CREATE INDEX team_members_by_account ON team_members (account_id, team_id);

-- Invitations that nobody answered. Whoever proved the address may accept; the row is all that it takes, so no secret is mailed.
CREATE TABLE team_invitations (
    id              TEXT   NOT NULL PRIMARY KEY,
    team_id         TEXT   NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    email           TEXT   NOT NULL,
    email_canonical TEXT   NOT NULL,
    role            TEXT   NOT NULL CHECK (role IN ('owner', 'developer', 'viewer')),
    invited_by      TEXT   NOT NULL,
    sent_at         BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    UNIQUE (team_id, email_canonical)
);

CREATE INDEX team_invitations_by_address ON team_invitations (email_canonical, id);
