-- +goose Up

-- The address under which a patient's own calendar looks for their appointments.
-- Who has the token sees when they are, and nothing else; what this database
-- holds besides tells more, so the token is kept as it is, to be shown again.
CREATE TABLE calendar_feeds (
    clinic_id  text NOT NULL,
    patient_id text NOT NULL,
    token      text NOT NULL,
    made_at    bigint NOT NULL,
    PRIMARY KEY (clinic_id, patient_id)
);
CREATE UNIQUE INDEX calendar_feeds_token ON calendar_feeds (clinic_id, token);

-- +goose Down
DROP TABLE calendar_feeds;
