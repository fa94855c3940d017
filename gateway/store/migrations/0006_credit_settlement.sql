-- What was heard of a movement of money since it was booked. A payment has one settlement, made of its credits'; until
-- now it was kept on the payment alone, so that a duplicate could speak for the money that paid.

ALTER TABLE credits ADD COLUMN settlement TEXT NOT NULL DEFAULT 'pending' CHECK (settlement IN
    ('pending', 'confirmed', 'missing', 'reversed'));

-- What stands on a payment was heard of the money that counts for it; a duplicate stays pending until it is heard of
-- itself.
UPDATE credits SET settlement = (SELECT p.settlement FROM payments p WHERE p.id = credits.payment_id)
    WHERE state IN ('applied', 'surplus', 'partial')
    AND payment_id IN (SELECT id FROM payments WHERE settlement IN ('confirmed', 'missing'));
UPDATE credits SET settlement = 'reversed'
    WHERE state = 'reversed'
    AND payment_id IN (SELECT id FROM payments WHERE settlement = 'reversed')
    AND id NOT IN (SELECT credit_id FROM incidents WHERE kind = 'duplicate_payment' AND credit_id IS NOT NULL);
