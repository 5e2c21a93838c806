-- Companies with the names of what they point at. Lists are joined by U+001F and a line break.
-- A value is the sum of what has an amount where that is in one currency; where it is in several,
-- the value is NULL and its currency names them, as "EUR+USD".
SELECT
  c.id, c.uid, c.name, c.domain, c.website, c.industry, c.size, c.region, c.country, c.city,
  c.address, c.parent_id, c.owner_id, c.source,
  (SELECT p.name FROM company p WHERE p.id = c.parent_id) AS parent,
  (SELECT u.handle FROM user_account u WHERE u.id = c.owner_id) AS owner,
  (SELECT group_concat(x.name, '
') FROM (SELECT t.name FROM company_tag l JOIN tag t ON t.id = l.tag_id
    WHERE l.company_id = c.id AND t.deleted_at IS NULL ORDER BY t.key) x) AS tags,
  (SELECT count(*) FROM contact p WHERE p.company_id = c.id AND p.deleted_at IS NULL) AS contacts,
  (SELECT count(*) FROM deal d JOIN stage s ON s.id = d.stage_id
    WHERE d.company_id = c.id AND d.deleted_at IS NULL AND s.outcome = 'open') AS open_deals,
  (SELECT max(i.occurred_at) FROM interaction i
    WHERE i.company_id = c.id AND i.deleted_at IS NULL) AS last_interaction,
  (SELECT CASE WHEN min(d.currency) = max(d.currency) THEN CAST(sum(d.amount_minor) AS BIGINT) END
    FROM deal d JOIN stage s ON s.id = d.stage_id
    WHERE d.company_id = c.id AND d.deleted_at IS NULL AND s.outcome = 'open') AS open_value_minor,
  (SELECT group_concat(x.currency, '+') FROM (SELECT DISTINCT d.currency
    FROM deal d JOIN stage s ON s.id = d.stage_id
    WHERE d.company_id = c.id AND d.deleted_at IS NULL AND s.outcome = 'open' AND d.currency IS NOT NULL
    ORDER BY d.currency) x) AS open_value_currency,
  (SELECT CASE WHEN min(d.currency) = max(d.currency) THEN CAST(sum(d.amount_minor) AS BIGINT) END
    FROM deal d JOIN stage s ON s.id = d.stage_id
    WHERE d.company_id = c.id AND d.deleted_at IS NULL AND s.outcome = 'won') AS won_value_minor,
  (SELECT group_concat(x.currency, '+') FROM (SELECT DISTINCT d.currency
    FROM deal d JOIN stage s ON s.id = d.stage_id
    WHERE d.company_id = c.id AND d.deleted_at IS NULL AND s.outcome = 'won' AND d.currency IS NOT NULL
    ORDER BY d.currency) x) AS won_value_currency,
  (SELECT count(*) FROM ticket t
    WHERE t.company_id = c.id AND t.deleted_at IS NULL AND t.status IN ('open', 'pending'))
    AS open_tickets,
  c.created_at, c.updated_at, c.deleted_at, c.search_text
FROM company c
