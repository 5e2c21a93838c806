-- Follow-ups with the names of who does them and what they are about.
SELECT
  t.id, t.uid, t.title, t.due_on, t.due_time, t.priority, t.done_at, t.assignee_id, t.contact_id,
  t.company_id, t.deal_id, t.interaction_id, t.ticket_id, t.survey_id,
  t.recurrence,
  CASE WHEN t.done_at IS NULL THEN 'open' ELSE 'done' END AS status,
  (SELECT u.handle FROM user_account u WHERE u.id = t.assignee_id) AS owner,
  (SELECT c.name FROM contact c WHERE c.id = t.contact_id) AS contact,
  (SELECT o.name FROM company o WHERE o.id = t.company_id) AS company,
  (SELECT d.title FROM deal d WHERE d.id = t.deal_id) AS deal,
  (SELECT x.subject FROM ticket x WHERE x.id = t.ticket_id) AS ticket,
  (SELECT group_concat(x.name, '
') FROM (SELECT g.name FROM task_tag l JOIN tag g ON g.id = l.tag_id
    WHERE l.task_id = t.id AND g.deleted_at IS NULL ORDER BY g.key) x) AS tags,
  t.created_at, t.updated_at, t.deleted_at, t.search_text
FROM task t
