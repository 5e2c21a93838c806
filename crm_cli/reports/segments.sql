-- The segments report. A purchase is a won deal, on the day it was closed; a customer the company of
-- a purchase (its id), else its first contact (its id, negative). Amounts are minor units.

-- name: purchases
-- What each customer bought up to :today, by currency; `recent` counts the purchases since :recent.
-- Without a customer: the key is null. Of unknown and of later days: counted apart.
WITH p AS MATERIALIZED (
  SELECT CASE WHEN d.company_id IS NULL
      THEN -(SELECT l.contact_id FROM deal_contact l WHERE l.deal_id = d.id ORDER BY l.id LIMIT 1)
      ELSE d.company_id END AS customer,
    d.currency, d.closed_at, d.amount_minor
  FROM deal d
  WHERE d.deleted_at IS NULL
    AND d.stage_id IN (SELECT s.id FROM stage s WHERE s.outcome = 'won')/*deals*//*deals*/
)
SELECT p.customer, p.currency,
  CAST(sum(CASE WHEN p.closed_at <= :today THEN 1 ELSE 0 END) AS BIGINT) AS purchases,
  count(CASE WHEN p.closed_at <= :today THEN p.amount_minor END) AS priced,
  CAST(sum(CASE WHEN p.closed_at <= :today THEN p.amount_minor END) AS BIGINT) AS revenue,
  min(CASE WHEN p.closed_at <= :today THEN p.closed_at END) AS first_day,
  max(CASE WHEN p.closed_at <= :today THEN p.closed_at END) AS last_day,
  CAST(sum(CASE WHEN p.closed_at >= :recent AND p.closed_at <= :today THEN 1 ELSE 0 END) AS BIGINT)
    AS recent,
  CAST(sum(CASE WHEN p.closed_at IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS undated,
  CAST(sum(CASE WHEN p.closed_at > :today THEN 1 ELSE 0 END) AS BIGINT) AS later
FROM p
WHERE TRUE/*who*//*who*/
GROUP BY p.customer, p.currency

-- name: amounts
-- Alike amounts of purchases in another currency than :currency, to be converted one by one.
SELECT p.customer, p.currency, p.amount, p.day, count(*) AS deals
FROM (
  SELECT coalesce(d.company_id, -(SELECT l.contact_id FROM deal_contact l
      WHERE l.deal_id = d.id ORDER BY l.id LIMIT 1)) AS customer,
    d.currency, d.amount_minor AS amount, d.closed_at AS day
  FROM deal d
  WHERE d.deleted_at IS NULL AND d.amount_minor IS NOT NULL AND d.currency <> :currency
    AND d.closed_at <= :today
    AND d.stage_id IN (SELECT s.id FROM stage s WHERE s.outcome = 'won')/*deals*//*deals*/
) p
WHERE p.customer IS NOT NULL/*who*//*who*/
GROUP BY p.customer, p.currency, p.amount, p.day

-- name: companies_without
-- Companies that never bought up to :today.
SELECT /*what*/ count(*) AS n /*what*/
FROM company c
WHERE c.deleted_at IS NULL/*company*//*company*/ AND NOT EXISTS (
  SELECT 1 FROM deal d
  WHERE d.company_id = c.id AND d.deleted_at IS NULL
    AND (d.closed_at <= :today OR d.closed_at IS NULL)
    AND d.stage_id IN (SELECT s.id FROM stage s WHERE s.outcome = 'won')/*deals*//*deals*/)

-- name: contacts_without
-- Contacts without a company that never bought up to :today.
SELECT /*what*/ count(*) AS n /*what*/
FROM contact c
WHERE c.deleted_at IS NULL AND c.company_id IS NULL/*contact*//*contact*/ AND NOT EXISTS (
  SELECT 1 FROM deal_contact l JOIN deal d ON d.id = l.deal_id
  WHERE l.contact_id = c.id AND d.company_id IS NULL AND d.deleted_at IS NULL
    AND (d.closed_at <= :today OR d.closed_at IS NULL)
    AND d.stage_id IN (SELECT s.id FROM stage s WHERE s.outcome = 'won')/*deals*//*deals*/
    AND NOT EXISTS (SELECT 1 FROM deal_contact m WHERE m.deal_id = l.deal_id AND m.id < l.id))

-- name: company_values
-- A field of all companies.
SELECT c.id AS customer, /*value*/ c.industry /*value*/ AS value
FROM company c
WHERE 1 = 1/*company*//*company*/

-- name: contact_values
-- A field of all contacts that can be customers by themselves.
SELECT -c.id AS customer, /*value*/ c.source /*value*/ AS value
FROM contact c
WHERE (c.company_id IS NULL OR c.id IN (
  SELECT l.contact_id FROM deal_contact l JOIN deal d ON d.id = l.deal_id
  WHERE d.company_id IS NULL))/*contact*//*contact*/

-- name: company_tags
-- The tags of companies.
SELECT l.company_id AS customer, t.name AS value
FROM company_tag l JOIN tag t ON t.id = l.tag_id AND t.deleted_at IS NULL
ORDER BY t.key

-- name: contact_tags
-- The tags of contacts.
SELECT -l.contact_id AS customer, t.name AS value
FROM contact_tag l JOIN tag t ON t.id = l.tag_id AND t.deleted_at IS NULL
ORDER BY t.key

-- name: saved
-- The saved filters on companies and contacts.
SELECT f.name, f.noun FROM saved_filter f
WHERE f.deleted_at IS NULL AND f.noun IN ('company', 'contact')
ORDER BY f.key

-- name: company_names
SELECT c.id AS customer, c.name FROM company c/*only*//*only*/

-- name: contact_names
SELECT -c.id AS customer, c.name FROM contact c/*only*//*only*/

-- name: purchase_list
-- The purchases up to :today one by one.
SELECT p.customer, p.id, p.title, p.currency, p.amount, p.day
FROM (
  SELECT coalesce(d.company_id, -(SELECT l.contact_id FROM deal_contact l
      WHERE l.deal_id = d.id ORDER BY l.id LIMIT 1)) AS customer,
    d.id, d.title, d.currency, d.amount_minor AS amount, d.closed_at AS day
  FROM deal d
  WHERE d.deleted_at IS NULL AND d.closed_at <= :today
    AND d.stage_id IN (SELECT s.id FROM stage s WHERE s.outcome = 'won')/*deals*//*deals*/
) p
WHERE p.customer IS NOT NULL/*who*//*who*/
ORDER BY p.day, p.id
