-- Texts from handsets, by client; parts of those that are not whole yet; prints of what came lately.
CREATE TABLE inbound_text (key BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE inbound_part (key BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE inbound_print (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
