-- What was agreed with clients, the invoices made by it, and the months that are closed.
CREATE TABLE contract (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE invoice (key BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE closed_period (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
