-- What clients have used of their quotas and were told of their balance; money that people moved; exchange rates.
CREATE TABLE quota_use (key bytea PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE balance_watch (id bigint PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE money_order (id bigint PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE exchange_rate (key bytea PRIMARY KEY, record bytea NOT NULL);
