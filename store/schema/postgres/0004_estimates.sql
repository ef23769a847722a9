-- What is believed of links' deliveries, an arm a row.
CREATE TABLE estimate (key bytea PRIMARY KEY, record bytea NOT NULL);
