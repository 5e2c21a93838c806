-- Interactions with the names of who and what they belong to. Lists are joined by U+001F and a line break.
SELECT
  i.id, i.uid, i.kind, i.channel, i.direction, i.occurred_at, i.seconds, i.subject, i.body,
  i.sentiment, i.user_id, i.company_id, i.deal_id, i.ticket_id,
  i.survey_id,
  (SELECT u.handle FROM user_account u WHERE u.id = i.user_id) AS owner,
  (SELECT o.name FROM company o WHERE o.id = i.company_id) AS company,
  (SELECT d.title FROM deal d WHERE d.id = i.deal_id) AS deal,
  (SELECT t.subject FROM ticket t WHERE t.id = i.ticket_id) AS ticket,
  (SELECT group_concat(x.name, '
') FROM (SELECT c.name FROM interaction_contact l JOIN contact c ON c.id = l.contact_id
    WHERE l.interaction_id = i.id ORDER BY l.id) x) AS contacts,
  (SELECT group_concat(x.target, '
') FROM (SELECT k.target FROM interaction_link k
    WHERE k.interaction_id = i.id ORDER BY k.id) x) AS links,
  (SELECT group_concat(x.name, '
') FROM (SELECT t.name FROM interaction_tag l JOIN tag t ON t.id = l.tag_id
    WHERE l.interaction_id = i.id AND t.deleted_at IS NULL ORDER BY t.key) x) AS tags,
  i.created_at, i.updated_at, i.deleted_at, i.search_text
FROM interaction i
