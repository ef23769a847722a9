-- What suppliers billed beside what we owe them.
CREATE TABLE reconciliation (id bigint PRIMARY KEY, record bytea NOT NULL);
