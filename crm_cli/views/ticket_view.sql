-- Service requests with the names of who they concern. Lists are joined by U+001F and a line break.
-- An open ticket waits for us: since the first message after our last one; without such, since our
-- last one; if we said nothing since it was opened (again), since then.
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
  CASE WHEN t.status = 'open' THEN (
    SELECT CASE WHEN x.said IS NULL OR x.said < x.since THEN x.since ELSE coalesce(
      (SELECT min(i.occurred_at) FROM interaction i WHERE i.ticket_id = t.id
        AND i.direction = 'in' AND i.kind <> 'note' AND i.deleted_at IS NULL
        AND i.occurred_at > x.said), x.said) END
    FROM (SELECT
      (SELECT max(i.occurred_at) FROM interaction i WHERE i.ticket_id = t.id
        AND i.direction = 'out' AND i.kind <> 'note' AND i.deleted_at IS NULL) AS said,
      coalesce((SELECT m.at FROM ticket_move m WHERE m.ticket_id = t.id AND m.to_status = 'open'
        ORDER BY m.id DESC LIMIT 1), t.opened_at) AS since) x) END AS waiting_since,
  (SELECT s.score FROM survey s WHERE s.ticket_id = t.id AND s.kind = 'csat'
    AND s.deleted_at IS NULL ORDER BY s.answered_at DESC NULLS LAST, s.id DESC LIMIT 1) AS rating,
  t.created_at, t.updated_at, t.deleted_at, t.search_text
FROM ticket t
