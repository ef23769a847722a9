-- Cascades over channels, and what is known of people there.
CREATE TABLE cascade (id bigint PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE contact (key bytea PRIMARY KEY, record bytea NOT NULL);
