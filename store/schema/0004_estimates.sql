-- What is believed of links' deliveries, an arm a row.
CREATE TABLE estimate (key BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
