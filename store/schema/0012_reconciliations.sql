-- What suppliers billed beside what we owe them.
CREATE TABLE reconciliation (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
