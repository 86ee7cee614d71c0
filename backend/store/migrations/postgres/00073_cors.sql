-- +goose Up

-- Which web pages may call an API and read its answers; the gate says it in the upstream's place while enabled. origins,
-- methods, headers and exposed are JSON lists; no methods means those that the document has at a path.
CREATE TABLE api_cors (
    api_id          TEXT    NOT NULL PRIMARY KEY REFERENCES apis (id) ON DELETE CASCADE,
    enabled         BOOLEAN NOT NULL,
    origins         TEXT    NOT NULL,
    methods         TEXT    NOT NULL,
    headers         TEXT    NOT NULL,
    exposed         TEXT    NOT NULL,
    credentials     BOOLEAN NOT NULL,
    max_age_seconds BIGINT  NOT NULL
);
