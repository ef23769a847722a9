-- Prices that came in sheets; numbers that are in another network than the plan says, and who was asked; tests of
-- links; what else is known of them.
CREATE TABLE price_import (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE learnt_number (key BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE lookup (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE route_test (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE checkpoint (key BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
