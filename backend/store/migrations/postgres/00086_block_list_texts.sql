-- +goose Up

-- What operators wrote for a list that is given by hand, with its comments, so that they can go on writing.
CREATE TABLE block_list_texts (
    list_id TEXT NOT NULL PRIMARY KEY REFERENCES block_lists (id) ON DELETE CASCADE,
    text    TEXT NOT NULL
);
