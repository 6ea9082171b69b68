DROP TABLE event_receivers;
DROP TABLE event_outbox;
