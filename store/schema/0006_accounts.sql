-- What clients have used of their quotas and were told of their balance; money that people moved; exchange rates.
CREATE TABLE quota_use (key BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE balance_watch (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE money_order (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE exchange_rate (key BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
