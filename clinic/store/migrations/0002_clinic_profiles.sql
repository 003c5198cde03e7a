-- +goose Up

-- All clinics, with what people read of them. What stands here is public: it is
-- the one table that a transaction of any clinic may read whole.
CREATE TABLE clinic_profiles (
    clinic_id text NOT NULL,
    name      text NOT NULL,
    phone     text NOT NULL,
    PRIMARY KEY (clinic_id)
);
INSERT INTO clinic_profiles (clinic_id, name, phone) SELECT clinic_id, '', '' FROM clinics;

-- +goose Down
DROP TABLE clinic_profiles;
