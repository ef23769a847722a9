-- What a generation gets when the next one opens: to sort these once costs far less than to keep them in order while
-- messages pour in. In the open one, look-ups by recipient and client_ref walk its rows.
CREATE INDEX message_client_ref_{0} ON message_{0} (client, client_ref) WHERE client_ref <> '';
CREATE INDEX message_recipient_{0} ON message_{0} (recipient);
