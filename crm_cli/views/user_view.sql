-- Members of the team.
SELECT
  u.id, u.uid, u.handle, u.name, u.email, u.role,
  (SELECT count(*) FROM deal d JOIN stage s ON s.id = d.stage_id
    WHERE d.owner_id = u.id AND d.deleted_at IS NULL AND s.outcome = 'open') AS open_deals,
  (SELECT count(*) FROM task t
    WHERE t.assignee_id = u.id AND t.deleted_at IS NULL AND t.done_at IS NULL) AS open_tasks,
  u.created_at, u.updated_at, u.deleted_at, u.search_text
FROM user_account u
