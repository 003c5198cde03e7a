-- +goose Up

-- The clinics that a server of many serves. What stands here is public: it is
-- the one table that a transaction of any clinic may read whole.
CREATE TABLE clinic_profiles (
    clinic_id text NOT NULL,
    name      text NOT NULL,
    phone     text NOT NULL,
    PRIMARY KEY (clinic_id)
);

-- +goose Down
DROP TABLE clinic_profiles;
