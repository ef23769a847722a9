-- Texts from handsets, by client; parts of those that are not whole yet; prints of what came lately.
CREATE TABLE inbound_text (key bytea PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE inbound_part (key bytea PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE inbound_print (id bigint PRIMARY KEY, record bytea NOT NULL);
