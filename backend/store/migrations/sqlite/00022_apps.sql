-- +goose Up

-- Applications. owner is the rbac subject id (u:acc_… or t:opt_…) that may see and change the app.
-- redirect_origins and contacts are JSON lists. A suspended app's tokens are refused at the gateway.
CREATE TABLE apps (
    id               TEXT   NOT NULL PRIMARY KEY,
    owner            TEXT   NOT NULL,
    name             TEXT   NOT NULL,
    purpose          TEXT   NOT NULL DEFAULT '',
    redirect_origins TEXT   NOT NULL DEFAULT '[]',
    contacts         TEXT   NOT NULL DEFAULT '[]',
    state            TEXT   NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended')),
    state_reason     TEXT   NOT NULL DEFAULT '',
    demo             BOOLEAN NOT NULL DEFAULT FALSE,
    row_version      BIGINT NOT NULL DEFAULT 1,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    UNIQUE (owner, name)
);

CREATE INDEX apps_owner ON apps (owner, id);
