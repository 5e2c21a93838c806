-- People with their addresses and the names of what they point at. Lists are joined by U+001F and a line break.
-- A value is the sum of what has an amount where that is in one currency; where it is in several,
-- the value is NULL and its currency names them, as "EUR+USD".
SELECT
  c.id, c.uid, c.name, c.given_name, c.family_name, c.company_id, c.job_title, c.stage, c.source,
  c.referred_by_id, c.region, c.country, c.city, c.address, c.postcode, c.language, c.birthday,
  c.interests, c.owner_id, c.consent, c.consent_at, c.consent_source, c.keep_in_touch_days,
  (SELECT o.name FROM company o WHERE o.id = c.company_id) AS company,
  (SELECT r.name FROM contact r WHERE r.id = c.referred_by_id) AS referred_by,
  (SELECT u.handle FROM user_account u WHERE u.id = c.owner_id) AS owner,
  (SELECT group_concat(x.email, '
') FROM (SELECT e.email FROM contact_email e
    WHERE e.contact_id = c.id ORDER BY e.position, e.id) x) AS emails,
  (SELECT group_concat(x.phone, '
') FROM (SELECT p.phone FROM contact_phone p
    WHERE p.contact_id = c.id ORDER BY p.position, p.id) x) AS phones,
  (SELECT group_concat(x.handle, '
') FROM (SELECT h.service || ':' || h.handle AS handle FROM contact_handle h
    WHERE h.contact_id = c.id ORDER BY h.id) x) AS handles,
  (SELECT group_concat(x.name, '
') FROM (SELECT t.name FROM contact_tag l JOIN tag t ON t.id = l.tag_id
    WHERE l.contact_id = c.id AND t.deleted_at IS NULL ORDER BY t.key) x) AS tags,
  (SELECT count(*) FROM deal_contact l JOIN deal d ON d.id = l.deal_id JOIN stage s ON s.id = d.stage_id
    WHERE l.contact_id = c.id AND d.deleted_at IS NULL AND s.outcome = 'open') AS open_deals,
  (SELECT max(i.occurred_at) FROM interaction_contact l JOIN interaction i ON i.id = l.interaction_id
    WHERE l.contact_id = c.id AND i.deleted_at IS NULL) AS last_interaction,
  (SELECT CASE WHEN min(d.currency) = max(d.currency) THEN CAST(sum(d.amount_minor) AS BIGINT) END
    FROM deal_contact l JOIN deal d ON d.id = l.deal_id JOIN stage s ON s.id = d.stage_id
    WHERE l.contact_id = c.id AND d.deleted_at IS NULL AND s.outcome = 'open') AS open_value_minor,
  (SELECT group_concat(x.currency, '+') FROM (SELECT DISTINCT d.currency
    FROM deal_contact l JOIN deal d ON d.id = l.deal_id JOIN stage s ON s.id = d.stage_id
    WHERE l.contact_id = c.id AND d.deleted_at IS NULL AND s.outcome = 'open' AND d.currency IS NOT NULL
    ORDER BY d.currency) x) AS open_value_currency,
  (SELECT CASE WHEN min(d.currency) = max(d.currency) THEN CAST(sum(d.amount_minor) AS BIGINT) END
    FROM deal_contact l JOIN deal d ON d.id = l.deal_id JOIN stage s ON s.id = d.stage_id
    WHERE l.contact_id = c.id AND d.deleted_at IS NULL AND s.outcome = 'won') AS won_value_minor,
  (SELECT group_concat(x.currency, '+') FROM (SELECT DISTINCT d.currency
    FROM deal_contact l JOIN deal d ON d.id = l.deal_id JOIN stage s ON s.id = d.stage_id
    WHERE l.contact_id = c.id AND d.deleted_at IS NULL AND s.outcome = 'won' AND d.currency IS NOT NULL
    ORDER BY d.currency) x) AS won_value_currency,
  (SELECT count(*) FROM ticket t
    WHERE t.contact_id = c.id AND t.deleted_at IS NULL AND t.status IN ('open', 'pending'))
    AS open_tickets,
  c.created_at, c.updated_at, c.deleted_at, c.search_text
FROM contact c
