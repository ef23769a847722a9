-- Cascades over channels, and what is known of people there.
CREATE TABLE cascade (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE contact (key BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
