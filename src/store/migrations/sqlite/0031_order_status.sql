-- Whether an order is agreed. What a visitor's form opens is a wish, and owed by nobody until somebody confirms it.
ALTER TABLE customer_order ADD COLUMN status TEXT NOT NULL DEFAULT 'confirmed'
  CHECK (status IN ('pending', 'confirmed', 'cancelled'));

-- Orders of forms that nobody has touched since.
UPDATE customer_order SET status = 'pending'
  WHERE version = 1
    AND (tenant_id, id) IN (SELECT tenant_id, json_extract(enquiry, '$.order') FROM message WHERE enquiry IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.tenant_id = customer_order.tenant_id AND p.order_id = customer_order.id)
    AND NOT EXISTS (SELECT 1 FROM invoice v WHERE v.tenant_id = customer_order.tenant_id AND v.order_id = customer_order.id);
