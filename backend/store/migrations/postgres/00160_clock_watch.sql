-- +goose Up
-- The clock as it was read last, one row. doubted: it jumped, or nobody read it for a while; sane_at: the first sane reading
-- since. Times are microseconds since 1970, UTC.
CREATE TABLE clock_watch (
    id      BIGINT  NOT NULL PRIMARY KEY CHECK (id = 1),
    read_at BIGINT  NOT NULL,
    doubted BOOLEAN NOT NULL,
    sane_at BIGINT
);
