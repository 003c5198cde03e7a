-- +goose Up

-- What a clinic's servers do by themselves, and when it is next to be done. Of
-- several servers the one that moves next_at does it.
CREATE TABLE jobs (
    clinic_id text NOT NULL,
    job       text NOT NULL,
    next_at   bigint NOT NULL,
    PRIMARY KEY (clinic_id, job)
);

-- +goose Down
DROP TABLE jobs;
