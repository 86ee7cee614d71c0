-- +goose Up

-- What changed between two versions, worked out once: versions never change after their import. body is the
-- difference as gzip JSON; problem says why there is none ('' = there is).
CREATE TABLE version_differences (
    from_version TEXT   NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
    to_version   TEXT   NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
    breaking     BIGINT NOT NULL DEFAULT 0,
    risky        BIGINT NOT NULL DEFAULT 0,
    compatible   BIGINT NOT NULL DEFAULT 0,
    problem      TEXT   NOT NULL DEFAULT '' CHECK (problem IN ('', 'too-large')),
    body         BLOB   NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (from_version, to_version)
);
CREATE INDEX version_differences_to ON version_differences (to_version);

-- Who wants to be told of an API's versions.
CREATE TABLE api_followers (
    api_id     TEXT   NOT NULL REFERENCES apis (id) ON DELETE CASCADE,
    account_id TEXT   NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (api_id, account_id)
);
CREATE INDEX api_followers_account ON api_followers (account_id);
