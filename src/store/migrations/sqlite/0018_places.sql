-- What stands in an order has the numbers from 1 on, each once, in the order that it has been shown in so far.
UPDATE section SET sort_order = r.place
FROM (SELECT tenant_id, id, row_number() OVER (PARTITION BY tenant_id, page_id ORDER BY sort_order, id) AS place
      FROM section) r
WHERE r.tenant_id = section.tenant_id AND r.id = section.id AND r.place <> section.sort_order;

UPDATE nav_item SET sort_order = r.place
FROM (SELECT tenant_id, id,
             row_number() OVER (PARTITION BY tenant_id, navigation_id, parent_id ORDER BY sort_order, id) AS place
      FROM nav_item) r
WHERE r.tenant_id = nav_item.tenant_id AND r.id = nav_item.id AND r.place <> nav_item.sort_order;

UPDATE package SET sort_order = r.place
FROM (SELECT tenant_id, id, row_number() OVER (PARTITION BY tenant_id ORDER BY sort_order, id) AS place
      FROM package) r
WHERE r.tenant_id = package.tenant_id AND r.id = package.id AND r.place <> package.sort_order;

UPDATE entry SET sort_order = r.place
FROM (SELECT tenant_id, id, row_number() OVER (PARTITION BY tenant_id, collection_id ORDER BY sort_order, id) AS place
      FROM entry) r
WHERE r.tenant_id = entry.tenant_id AND r.id = entry.id AND r.place <> entry.sort_order;
