-- +goose Up

-- One row per clinic: the time of its last write transaction. Updating it is the
-- first thing a write transaction does, which puts commits in order: the time of
-- each is greater than that of every one before it.
CREATE TABLE clinics (
    clinic_id text NOT NULL,
    updated   bigint NOT NULL,
    PRIMARY KEY (clinic_id)
);

-- The current version of each resource. The body is in versions.
CREATE TABLE resources (
    clinic_id text NOT NULL,
    rtype     text NOT NULL,
    rid       text NOT NULL,
    version   bigint NOT NULL,
    updated   bigint NOT NULL,
    deleted   bigint NOT NULL,
    PRIMARY KEY (clinic_id, rtype, rid)
);
CREATE INDEX resources_updated ON resources (clinic_id, rtype, updated, rid);

-- Every version, append only. (updated, item) is the order of commit: the time
-- is the transaction's, item counts its changes. A deletion has an empty body.
CREATE TABLE versions (
    clinic_id text NOT NULL,
    rtype     text NOT NULL,
    rid       text NOT NULL,
    version   bigint NOT NULL,
    updated   bigint NOT NULL,
    item      bigint NOT NULL,
    method    text NOT NULL,
    body      text NOT NULL,
    PRIMARY KEY (clinic_id, rtype, rid, version)
);
CREATE UNIQUE INDEX versions_commit ON versions (clinic_id, updated, item);
CREATE INDEX versions_type_commit ON versions (clinic_id, rtype, updated, item);

-- Which patients' compartments a version belongs to, so that one person's
-- history is found without reading everybody's. The empty patient_id stands
-- for resources that are in no compartment.
CREATE TABLE memberships (
    clinic_id  text NOT NULL,
    patient_id text NOT NULL,
    updated    bigint NOT NULL,
    item       bigint NOT NULL,
    PRIMARY KEY (clinic_id, patient_id, updated, item)
);

-- What a current version can be found by: tokens, strings, references, URIs.
-- qualifier is a token's system, a reference's type, a string as it was typed.
-- The key is by resource, the index by value; both hold the whole row, so that
-- a planner without statistics takes the one with more equalities.
CREATE TABLE resource_values (
    clinic_id text NOT NULL,
    rtype     text NOT NULL,
    param     text NOT NULL,
    value     text NOT NULL,
    qualifier text NOT NULL,
    rid       text NOT NULL,
    PRIMARY KEY (clinic_id, rtype, rid, param, value, qualifier)
);
CREATE INDEX resource_values_value ON resource_values (clinic_id, rtype, param, value, qualifier, rid);

-- The same for dates: low is the first millisecond, high the first one after.
CREATE TABLE resource_dates (
    clinic_id text NOT NULL,
    rtype     text NOT NULL,
    param     text NOT NULL,
    low       bigint NOT NULL,
    high      bigint NOT NULL,
    rid       text NOT NULL,
    PRIMARY KEY (clinic_id, rtype, rid, param, low, high)
);
CREATE INDEX resource_dates_value ON resource_dates (clinic_id, rtype, param, low, high, rid);

-- Who did what to whose record, append only. One row per patient concerned, so
-- that each can be shown their own.
CREATE TABLE audit (
    clinic_id  text NOT NULL,
    audit_id   text NOT NULL,
    recorded   bigint NOT NULL,
    patient_id text NOT NULL,
    agent      text NOT NULL,
    action     text NOT NULL,
    subtype    text NOT NULL,
    outcome    text NOT NULL,
    body       text NOT NULL,
    PRIMARY KEY (clinic_id, audit_id)
);
CREATE INDEX audit_recorded ON audit (clinic_id, recorded, audit_id);
CREATE INDEX audit_patient ON audit (clinic_id, patient_id, recorded, audit_id);

-- +goose Down
DROP TABLE audit;
DROP TABLE resource_dates;
DROP TABLE resource_values;
DROP TABLE memberships;
DROP TABLE versions;
DROP TABLE resources;
DROP TABLE clinics;
