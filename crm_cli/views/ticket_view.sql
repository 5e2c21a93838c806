-- Service requests with the names of who they concern. Lists are joined by line breaks.
SELECT
  t.id, t.uid, t.subject, t.body, t.kind, t.priority, t.status, t.channel, t.contact_id,
  t.company_id, t.deal_id, t.assignee_id, t.opened_at, t.responded_at, t.resolved_at, t.closed_at,
  (SELECT c.name FROM contact c WHERE c.id = t.contact_id) AS contact,
  (SELECT o.name FROM company o WHERE o.id = t.company_id) AS company,
  (SELECT d.title FROM deal d WHERE d.id = t.deal_id) AS deal,
  (SELECT u.handle FROM user_account u WHERE u.id = t.assignee_id) AS owner,
  (SELECT group_concat(x.name, '
') FROM (SELECT g.name FROM ticket_tag l JOIN tag g ON g.id = l.tag_id
    WHERE l.ticket_id = t.id AND g.deleted_at IS NULL ORDER BY g.key) x) AS tags,
  (SELECT max(i.occurred_at) FROM interaction i
    WHERE i.ticket_id = t.id AND i.deleted_at IS NULL) AS last_interaction,
  t.created_at, t.updated_at, t.deleted_at, t.search_text
FROM ticket t
