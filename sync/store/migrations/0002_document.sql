-- What the person writes for themselves and keeps on this device, such as the
-- safety card: every version, sealed as drafts are.
CREATE TABLE document (
  kind    TEXT NOT NULL,
  version INTEGER NOT NULL,
  sealed  BLOB NOT NULL,
  PRIMARY KEY (kind, version)
) STRICT;
