-- +goose Up

-- Pictures in guides, made anew from what was uploaded. name is made of the SHA-256 of data, the size in pixels and the
-- format. touched_at is when it was last uploaded (microseconds since 1970, UTC).
CREATE TABLE guide_images (
    name       TEXT   NOT NULL PRIMARY KEY,
    data       BLOB   NOT NULL,
    size       BIGINT NOT NULL,
    author     TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    touched_at BIGINT NOT NULL
);
CREATE INDEX guide_images_touched ON guide_images (touched_at);

-- Which revisions show which pictures. A picture that a revision shows can't go.
CREATE TABLE guide_image_uses (
    image    TEXT   NOT NULL REFERENCES guide_images (name),
    guide_id TEXT   NOT NULL,
    number   BIGINT NOT NULL,
    PRIMARY KEY (image, guide_id, number),
    FOREIGN KEY (guide_id, number) REFERENCES guide_revisions (guide_id, number) ON DELETE CASCADE
);
CREATE INDEX guide_image_uses_revision ON guide_image_uses (guide_id, number);
