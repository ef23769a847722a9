-- Prices that came in sheets; numbers that are in another network than the plan says, and who was asked; tests of
-- links; what else is known of them.
CREATE TABLE price_import (id bigint PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE learnt_number (key bytea PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE lookup (id bigint PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE route_test (id bigint PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE checkpoint (key bytea PRIMARY KEY, record bytea NOT NULL);
