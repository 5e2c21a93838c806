-- What needs doing today. Days are ISO text in the team's zone, times UTC text. Each statement
-- gives the first :limit rows and, as n, how many there are. Whose they are is exchanged: as it
-- stands, those of :owner and those of nobody.

-- name: due
-- Open follow-ups due from :first to :last.
SELECT t.id, t.title, t.due_on, t.due_time, t.priority, t.owner, t.contact, t.company, t.deal, x.n
FROM (
  SELECT t.id, count(*) OVER () AS n,
    row_number() OVER (ORDER BY /*order*/
      CASE t.priority WHEN 'high' THEN 0 WHEN 'normal' THEN 1 ELSE 2 END,
      t.due_on, t.due_time NULLS LAST, t.id/*order*/) AS turn
  FROM task t
  WHERE t.deleted_at IS NULL AND t.done_at IS NULL AND t.due_on >= :first AND t.due_on <= :last
    AND /*task*/coalesce(t.assignee_id, :owner) = :owner/*task*/
) x JOIN task_view t ON t.id = x.id
WHERE x.turn <= :limit
ORDER BY x.turn

-- name: undated
-- Open follow-ups without a due day, the oldest first.
SELECT t.id, t.title, t.due_on, t.due_time, t.priority, t.owner, t.contact, t.company, t.deal, x.n
FROM (
  SELECT t.id, count(*) OVER () AS n,
    row_number() OVER (ORDER BY
      CASE t.priority WHEN 'high' THEN 0 WHEN 'normal' THEN 1 ELSE 2 END, t.id) AS turn
  FROM task t
  WHERE t.deleted_at IS NULL AND t.done_at IS NULL AND t.due_on IS NULL
    AND /*task*/coalesce(t.assignee_id, :owner) = :owner/*task*/
) x JOIN task_view t ON t.id = x.id
WHERE x.turn <= :limit
ORDER BY x.turn

-- name: close
-- Open deals that were or are expected to close from :first to :last.
SELECT v.id, v.title, v.expected_close, v.amount_minor, v.currency, v.owner, v.company,
  v.contacts, x.n
FROM (
  SELECT d.id, count(*) OVER () AS n,
    row_number() OVER (ORDER BY d.expected_close, d.id) AS turn
  FROM deal d
  WHERE d.deleted_at IS NULL AND d.expected_close >= :first AND d.expected_close <= :last
    AND d.stage_id IN (SELECT s.id FROM stage s WHERE s.outcome = 'open')
    AND /*deal*/coalesce(d.owner_id, :owner) = :owner/*deal*/
) x JOIN deal_view v ON v.id = x.id
WHERE x.turn <= :limit
ORDER BY x.turn

-- name: stale
-- Open deals, not past their expected close, whose opening, last move and interactions are all
-- older than :stale_day (:stale_moment for times), as in the pipeline report; those left alone
-- for longest first.
WITH recent AS MATERIALIZED (
  SELECT i.deal_id FROM interaction i
  WHERE i.occurred_at >= :stale_moment AND i.deal_id IS NOT NULL AND i.deleted_at IS NULL
),
quiet AS MATERIALIZED (
  SELECT d.id, coalesce(d.opened_at, '') AS opened,
    coalesce((SELECT m.at FROM stage_move m WHERE m.deal_id = d.id ORDER BY m.id DESC LIMIT 1),
      '') AS moved,
    coalesce((SELECT max(i.occurred_at) FROM interaction i
      WHERE i.deal_id = d.id AND i.deleted_at IS NULL), '') AS talked
  FROM deal d
  WHERE d.deleted_at IS NULL AND coalesce(d.expected_close, :today) >= :today
    AND d.stage_id IN (SELECT s.id FROM stage s WHERE s.outcome = 'open')
    AND coalesce(d.opened_at, '') < :stale_day
    AND d.id NOT IN (SELECT r.deal_id FROM recent r)
    AND /*deal*/coalesce(d.owner_id, :owner) = :owner/*deal*/
),
touched AS (
  SELECT q.id, CASE
      WHEN q.talked >= q.moved AND q.talked >= q.opened THEN q.talked
      WHEN q.moved >= q.opened THEN q.moved
      ELSE q.opened
    END AS at
  FROM quiet q
  WHERE q.moved < :stale_day
),
ordered AS (
  SELECT t.id, t.at, count(*) OVER () AS n, row_number() OVER (ORDER BY t.at, t.id) AS turn
  FROM touched t WHERE t.at <> ''
)
SELECT v.id, v.title, v.expected_close, v.amount_minor, v.currency, v.owner, v.company,
  v.contacts, x.at, x.n
FROM ordered x JOIN deal_view v ON v.id = x.id
WHERE x.turn <= :limit
ORDER BY x.turn

-- name: cadence
-- Contacts to keep in touch with, and when they were last talked to.
SELECT c.id, c.name, c.keep_in_touch_days,
  (SELECT o.name FROM company o WHERE o.id = c.company_id) AS company,
  (SELECT u.handle FROM user_account u WHERE u.id = c.owner_id) AS owner,
  (SELECT max(i.occurred_at) FROM interaction_contact l
    JOIN interaction i ON i.id = l.interaction_id
    WHERE l.contact_id = c.id AND i.deleted_at IS NULL) AS talked
FROM contact c
WHERE c.keep_in_touch_days IS NOT NULL AND c.deleted_at IS NULL
  AND /*contact*/coalesce(c.owner_id, :owner) = :owner/*contact*/
ORDER BY c.id

-- name: birthdays
-- Contacts with a birthday on one of these days (MM-DD).
SELECT c.id, c.name, c.birthday,
  (SELECT o.name FROM company o WHERE o.id = c.company_id) AS company,
  (SELECT u.handle FROM user_account u WHERE u.id = c.owner_id) AS owner
FROM contact c
WHERE c.birthday IS NOT NULL AND c.deleted_at IS NULL
  AND substr(c.birthday, 6) IN (:day0, :day1, :day2, :day3, :day4, :day5, :day6, :day7, :leap)
  AND /*contact*/coalesce(c.owner_id, :owner) = :owner/*contact*/
ORDER BY c.id

-- name: next
-- The first follow-up after today.
SELECT t.id, t.title, t.due_on
FROM task t
WHERE t.deleted_at IS NULL AND t.done_at IS NULL AND t.due_on > :today
  AND /*task*/coalesce(t.assignee_id, :owner) = :owner/*task*/
ORDER BY t.due_on, t.due_time NULLS LAST, t.id
LIMIT 1

-- name: others
-- How many follow-ups of colleagues are due.
SELECT count(*) AS n
FROM task t
WHERE t.deleted_at IS NULL AND t.done_at IS NULL AND t.due_on <= :today
  AND t.assignee_id <> :owner
