-- Deals with their stage and the names of what they point at. Lists are joined by U+001F and a line break.
-- `likelihood` is the deal's own probability while it is open, else its stage's.
SELECT
  d.id, d.uid, d.title, d.company_id, d.pipeline_id, d.stage_id, d.amount_minor, d.currency,
  d.probability, d.opened_at, d.expected_close, d.closed_at, d.owner_id, d.source, d.campaign,
  d.reason, d.competitor,
  s.name AS stage, s.outcome, s.position AS stage_position,
  CASE WHEN s.outcome = 'open' THEN coalesce(d.probability, s.probability) ELSE s.probability END
    AS likelihood,
  p.name AS pipeline,
  (SELECT o.name FROM company o WHERE o.id = d.company_id) AS company,
  (SELECT u.handle FROM user_account u WHERE u.id = d.owner_id) AS owner,
  (SELECT group_concat(x.name, '
') FROM (SELECT c.name FROM deal_contact l JOIN contact c ON c.id = l.contact_id
    WHERE l.deal_id = d.id ORDER BY l.id) x) AS contacts,
  (SELECT group_concat(x.name, '
') FROM (SELECT t.name FROM deal_tag l JOIN tag t ON t.id = l.tag_id
    WHERE l.deal_id = d.id AND t.deleted_at IS NULL ORDER BY t.key) x) AS tags,
  (SELECT m.at FROM stage_move m WHERE m.deal_id = d.id ORDER BY m.id DESC LIMIT 1) AS stage_since,
  (SELECT max(i.occurred_at) FROM interaction i
    WHERE i.deal_id = d.id AND i.deleted_at IS NULL) AS last_interaction,
  d.created_at, d.updated_at, d.deleted_at, d.search_text
FROM deal d
JOIN stage s ON s.id = d.stage_id
JOIN pipeline p ON p.id = d.pipeline_id
