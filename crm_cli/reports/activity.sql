-- The activity report. Times are UTC text, from :start and before :end; days are ISO text.

-- name: interactions
SELECT i.user_id, i.kind, count(*) AS touches, CAST(sum(i.seconds) AS BIGINT) AS seconds
FROM interaction i
WHERE i.deleted_at IS NULL AND i.occurred_at >= :start AND i.occurred_at < :end/*scope*//*scope*/
GROUP BY i.user_id, i.kind

-- name: undated
-- Interactions of an unknown time, which are in no period.
SELECT count(*) AS interactions
FROM interaction i
WHERE i.deleted_at IS NULL AND i.occurred_at IS NULL/*scope*//*scope*/

-- name: users
SELECT id, handle FROM user_account

-- name: deal_touches
-- Touches of each deal closed from :since to :until (touches.py says which these are); the median
-- is middle / middles.
WITH closed AS MATERIALIZED (
  SELECT d.id, d.opened_at, d.closed_at, s.outcome
  FROM deal d JOIN stage s ON s.id = d.stage_id
  WHERE d.deleted_at IS NULL AND s.outcome IN ('won', 'lost')
    AND d.closed_at >= :since AND d.closed_at <= :until/*scope*//*scope*/
),
touch AS MATERIALIZED (
  /*touch*/ SELECT i.deal_id, i.id, coalesce(i.channel, i.kind) AS channel, i.occurred_at
  FROM interaction i WHERE i.deleted_at IS NULL /*touch*/
),
touched AS (
  SELECT c.id, c.outcome, count(t.id) AS touches
  FROM closed c LEFT JOIN touch t ON t.deal_id = c.id
  GROUP BY c.id, c.outcome
),
ranked AS (
  SELECT outcome, touches, row_number() OVER (PARTITION BY outcome ORDER BY touches) AS rn,
    count(*) OVER (PARTITION BY outcome) AS n
  FROM touched
)
SELECT outcome, max(n) AS n,
  CAST(sum(touches) AS BIGINT) AS total,
  CAST(sum(CASE WHEN touches = 0 THEN 1 ELSE 0 END) AS BIGINT) AS untouched,
  CAST(sum(CASE WHEN rn IN ((n + 1) / 2, (n + 2) / 2) THEN touches ELSE 0 END) AS BIGINT) AS middle,
  CAST(sum(CASE WHEN rn IN ((n + 1) / 2, (n + 2) / 2) THEN 1 ELSE 0 END) AS BIGINT) AS middles
FROM ranked
GROUP BY outcome

-- name: contacts
-- How many contacts were touched since :quiet_moment, before it, never; and those not touched
-- since, the longest quiet first, the never touched last. One row without an id where all were.
WITH touched AS MATERIALIZED (
  -- CROSS JOIN makes SQLite read the interactions in their order: four times as fast.
  SELECT l.contact_id, max(i.occurred_at) AS last
  FROM interaction i CROSS JOIN interaction_contact l
  WHERE l.interaction_id = i.id AND i.deleted_at IS NULL
  GROUP BY l.contact_id
),
state AS MATERIALIZED (
  SELECT c.id, c.name, c.company_id, c.owner_id, t.last
  FROM contact c LEFT JOIN touched t ON t.contact_id = c.id
  WHERE c.deleted_at IS NULL/*scope*//*scope*/
),
counts AS (
  SELECT count(*) AS contacts,
    CAST(sum(CASE WHEN last >= :quiet_moment THEN 1 ELSE 0 END) AS BIGINT) AS touched,
    CAST(sum(CASE WHEN last < :quiet_moment THEN 1 ELSE 0 END) AS BIGINT) AS quiet,
    CAST(sum(CASE WHEN last IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS never
  FROM state
),
waiting AS (
  SELECT id, name, company_id, owner_id, last FROM state
  WHERE last IS NULL OR last < :quiet_moment
  ORDER BY last NULLS LAST, id/*limit*//*limit*/
)
SELECT n.contacts, n.touched, n.quiet, n.never, w.id, w.name,
  (SELECT o.name FROM company o WHERE o.id = w.company_id) AS company,
  (SELECT u.handle FROM user_account u WHERE u.id = w.owner_id) AS owner, w.last
FROM counts n LEFT JOIN waiting w ON 1 = 1
ORDER BY w.last NULLS LAST, w.id

-- name: follow_ups
-- Follow-ups due from :since to :until.
SELECT t.assignee_id, t.due_on, t.done_at
FROM task t
WHERE t.deleted_at IS NULL AND t.due_on >= :since AND t.due_on <= :until/*scope*//*scope*/
