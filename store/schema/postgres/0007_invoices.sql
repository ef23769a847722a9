-- What was agreed with clients, the invoices made by it, and the months that are closed.
CREATE TABLE contract (id bigint PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE invoice (key bytea PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE closed_period (id bigint PRIMARY KEY, record bytea NOT NULL);
