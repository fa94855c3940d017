-- Which key of the ring wraps what: counted by `dvcpay ring status`, asked before a key is retired, walked by the
-- rewrapping. Erased records are not in it. New entries come last among those of the newest key.
CREATE INDEX personal_data_by_key ON personal_data (ring_key_id) WHERE wrapped_key IS NOT NULL;
CREATE INDEX raw_inbound_by_key ON raw_inbound (ring_key_id) WHERE wrapped_key IS NOT NULL;
CREATE INDEX refund_destinations_by_key ON refund_destinations (ring_key_id) WHERE wrapped_key IS NOT NULL;
