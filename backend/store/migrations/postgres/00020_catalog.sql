-- +goose Up

-- An entry of the catalogue. owner is the rbac subject id that created it. current_version_id is the version
-- that readers and the gateway get when they name none (NULL = nothing published yet). lifecycle follows that
-- version. row_version is the optimistic lock behind ETag and If-Match.
CREATE TABLE apis (
    id                 TEXT    NOT NULL PRIMARY KEY,
    slug               TEXT    NOT NULL UNIQUE,
    name               TEXT    NOT NULL,
    summary            TEXT    NOT NULL DEFAULT '',
    description        TEXT    NOT NULL DEFAULT '',
    visibility         TEXT    NOT NULL CHECK (visibility IN ('public', 'signed-in')),
    owner              TEXT    NOT NULL,
    lifecycle          TEXT    NOT NULL DEFAULT 'draft' CHECK (lifecycle IN ('draft', 'published', 'deprecated', 'retired')),
    current_version_id TEXT,
    demo               BOOLEAN NOT NULL DEFAULT FALSE,
    row_version        BIGINT  NOT NULL DEFAULT 1,
    created_at         BIGINT  NOT NULL,
    updated_at         BIGINT  NOT NULL
);

-- One imported description of an API. hash is the SHA-256 (hex) of the bundled document and the ETag of every
-- answer made from it; source_hash is that of the bytes that were given. findings and counts are JSON. Large
-- bodies live in version_blobs.
CREATE TABLE versions (
    id            TEXT    NOT NULL PRIMARY KEY,
    api_id        TEXT    NOT NULL REFERENCES apis (id) ON DELETE CASCADE,
    label         TEXT    NOT NULL,
    state         TEXT    NOT NULL CHECK (state IN ('importing', 'draft', 'published', 'deprecated', 'retired', 'failed')),
    hash          TEXT    NOT NULL DEFAULT '',
    source_hash   TEXT    NOT NULL DEFAULT '',
    source_name   TEXT    NOT NULL DEFAULT '',
    source_url    TEXT    NOT NULL DEFAULT '',
    findings      TEXT    NOT NULL DEFAULT '[]',
    counts        TEXT    NOT NULL DEFAULT '{}',
    score         BIGINT  NOT NULL DEFAULT 0,
    row_version   BIGINT  NOT NULL DEFAULT 1,
    created_by    TEXT    NOT NULL,
    created_at    BIGINT  NOT NULL,
    updated_at    BIGINT  NOT NULL,
    published_at  BIGINT,
    deprecated_at BIGINT,
    sunset_at     BIGINT,
    retired_at    BIGINT,
    UNIQUE (api_id, label)
);

-- Large gzip bodies of a version: 'source' (as it was given), 'document' (bundled JSON), 'index' (the light index).
CREATE TABLE version_blobs (
    version_id TEXT NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
    name       TEXT NOT NULL CHECK (name IN ('source', 'document', 'index')),
    body       BYTEA NOT NULL,
    PRIMARY KEY (version_id, name)
);

-- One method and path of a version. path is the document's path without its servers' base path. scopes is the
-- JSON list that a call needs now (all of them, without the API's prefix); declared_scopes is what the document
-- says. A webhook is kept for reading only: its path is its name (no slash) and nobody calls it through the gateway.
-- chunk is the resolved operation as gzip JSON.
CREATE TABLE operations (
    version_id      TEXT    NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
    operation_id    TEXT    NOT NULL,
    method          TEXT    NOT NULL,
    path            TEXT    NOT NULL,
    summary         TEXT    NOT NULL DEFAULT '',
    webhook         BOOLEAN NOT NULL DEFAULT FALSE,
    deprecated      BOOLEAN NOT NULL DEFAULT FALSE,
    declared_scopes TEXT    NOT NULL DEFAULT '[]',
    scopes          TEXT    NOT NULL DEFAULT '[]',
    position        BIGINT  NOT NULL,
    chunk           BYTEA    NOT NULL,
    PRIMARY KEY (version_id, operation_id)
);

CREATE TABLE schemas (
    version_id TEXT NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    chunk      BYTEA NOT NULL,
    PRIMARY KEY (version_id, name)
);

-- What search looks through for operations and schemas: small, dense rows beside the large chunks.
-- haystack is lower case.
CREATE TABLE search_rows (
    version_id TEXT NOT NULL REFERENCES versions (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('operation', 'schema')),
    ref        TEXT NOT NULL,
    title      TEXT NOT NULL,
    subtitle   TEXT NOT NULL DEFAULT '',
    haystack   TEXT NOT NULL,
    PRIMARY KEY (version_id, kind, ref)
);

-- What an API offers. limits is a JSON list of {name, requests, windowSeconds}; quota is JSON
-- {requests, period} or NULL; environments is a JSON list of sandbox and live.
CREATE TABLE plans (
    id           TEXT   NOT NULL PRIMARY KEY,
    api_id       TEXT   NOT NULL REFERENCES apis (id) ON DELETE CASCADE,
    name         TEXT   NOT NULL,
    description  TEXT   NOT NULL DEFAULT '',
    approval     TEXT   NOT NULL CHECK (approval IN ('automatic', 'manual')),
    limits       TEXT   NOT NULL DEFAULT '[]',
    quota        TEXT,
    environments TEXT   NOT NULL DEFAULT '[]',
    row_version  BIGINT NOT NULL DEFAULT 1,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    UNIQUE (api_id, name)
);

-- Scopes of an API, named without its prefix.
CREATE TABLE scopes (
    api_id      TEXT NOT NULL REFERENCES apis (id) ON DELETE CASCADE,
    name        TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    risk        TEXT NOT NULL CHECK (risk IN ('low', 'medium', 'high')),
    PRIMARY KEY (api_id, name)
);

-- Publishers' own operation -> scopes mapping; it outlives versions and wins over what a document declares.
CREATE TABLE operation_scopes (
    api_id       TEXT NOT NULL REFERENCES apis (id) ON DELETE CASCADE,
    operation_id TEXT NOT NULL,
    scopes       TEXT NOT NULL,
    PRIMARY KEY (api_id, operation_id)
);

CREATE TABLE upstreams (
    api_id      TEXT NOT NULL REFERENCES apis (id) ON DELETE CASCADE,
    environment TEXT NOT NULL CHECK (environment IN ('sandbox', 'live')),
    kind        TEXT NOT NULL CHECK (kind IN ('mock', 'http')),
    url         TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (api_id, environment)
);
