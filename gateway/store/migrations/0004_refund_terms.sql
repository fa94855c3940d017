-- When the provider takes a new try of a refund of this credit at the earliest; NULL: it has said nothing of the kind.
ALTER TABLE refunds ADD COLUMN not_before INTEGER;

-- A proposed refund may say where the money goes. The account is sealed in refund_destinations under the id the refund
-- will take; when the proposal ends without a refund, the sealed text goes with it.
ALTER TABLE incidents ADD COLUMN planned_refund_id TEXT;
ALTER TABLE incidents ADD COLUMN destination_masked TEXT NOT NULL DEFAULT '';
