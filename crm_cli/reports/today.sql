-- What needs doing today. Days are ISO text in the team's zone, times UTC text. Each statement
-- gives the first :limit rows and, as n, how many there are. Whose they are is exchanged: as it
-- stands, those of :owner and those of nobody.

-- name: due
-- Open follow-ups due from :first to :last.
WITH found AS MATERIALIZED (
  SELECT t.id, t.due_on, t.due_time,
    CASE t.priority WHEN 'high' THEN 0 WHEN 'normal' THEN 1 ELSE 2 END AS urgency
  FROM task t
  WHERE t.deleted_at IS NULL AND t.done_at IS NULL AND t.due_on >= :first AND t.due_on <= :last
    AND /*task*/coalesce(t.assignee_id, :owner) = :owner/*task*/
)
SELECT t.id, t.title, t.due_on, t.due_time, t.priority, t.owner, t.contact, t.company, t.deal,
  (SELECT count(*) FROM found) AS n
FROM (
  SELECT f.id, f.urgency FROM found f
  ORDER BY /*order*/f.urgency, f.due_on, f.due_time NULLS LAST, f.id/*order*/ LIMIT :limit
) f JOIN task_view t ON t.id = f.id
ORDER BY /*order_shown*/f.urgency, t.due_on, t.due_time NULLS LAST, f.id/*order_shown*/

-- name: undated
-- Open follow-ups without a due day, the oldest first.
WITH found AS MATERIALIZED (
  SELECT t.id, CASE t.priority WHEN 'high' THEN 0 WHEN 'normal' THEN 1 ELSE 2 END AS urgency
  FROM task t
  WHERE t.deleted_at IS NULL AND t.done_at IS NULL AND t.due_on IS NULL
    AND /*task*/coalesce(t.assignee_id, :owner) = :owner/*task*/
)
SELECT t.id, t.title, t.due_on, t.due_time, t.priority, t.owner, t.contact, t.company, t.deal,
  (SELECT count(*) FROM found) AS n
FROM (
  SELECT f.id, f.urgency FROM found f ORDER BY f.urgency, f.id LIMIT :limit
) f JOIN task_view t ON t.id = f.id
ORDER BY f.urgency, f.id

-- name: tickets
-- Open tickets of these priorities; a ticket waits for us as ticket_view says.
WITH found AS MATERIALIZED (
  SELECT t.id, t.waiting_since, CASE t.priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1
    WHEN 'normal' THEN 2 ELSE 3 END AS urgency
  FROM ticket_view t
  WHERE t.deleted_at IS NULL AND t.status = 'open' AND t.priority IN (:first, :second)
    AND /*ticket*/coalesce(t.assignee_id, :owner) = :owner/*ticket*/
)
SELECT v.id, v.subject, v.priority, v.owner, v.contact, v.company, v.responded_at,
  f.waiting_since, (SELECT count(*) FROM found) AS n
FROM (
  SELECT f.id, f.urgency, f.waiting_since FROM found f
  ORDER BY f.urgency, f.waiting_since NULLS LAST, f.id LIMIT :limit
) f JOIN ticket_view v ON v.id = f.id
ORDER BY f.urgency, f.waiting_since NULLS LAST, f.id

-- name: unhappy
-- Answers of CSAT up to 2 and NPS up to 6 that no task and no interaction is about. :most are
-- counted: whose each is takes a look at its ticket, contact and company.
WITH found AS MATERIALIZED (
  SELECT v.id, v.answered_at
  FROM survey v
  LEFT JOIN ticket t ON t.id = v.ticket_id
  LEFT JOIN contact c ON c.id = v.contact_id
  LEFT JOIN company o ON o.id = v.company_id
  WHERE v.deleted_at IS NULL
    AND ((v.kind = 'csat' AND v.score <= 2) OR (v.kind = 'nps' AND v.score <= 6))
    AND v.id NOT IN (SELECT k.survey_id FROM task k
      WHERE k.survey_id IS NOT NULL AND k.deleted_at IS NULL)
    AND v.id NOT IN (SELECT i.survey_id FROM interaction i
      WHERE i.survey_id IS NOT NULL AND i.deleted_at IS NULL)
    AND /*survey*/coalesce(t.assignee_id, c.owner_id, o.owner_id, :owner) = :owner/*survey*/
  ORDER BY v.answered_at DESC NULLS LAST, v.id DESC LIMIT :most
)
SELECT v.id, v.kind, v.score, v.comment, v.answered_at, v.contact, v.company, v.ticket, v.deal,
  (SELECT u.handle FROM user_account u WHERE u.id = coalesce(
    (SELECT t.assignee_id FROM ticket t WHERE t.id = v.ticket_id),
    (SELECT c.owner_id FROM contact c WHERE c.id = v.contact_id),
    (SELECT o.owner_id FROM company o WHERE o.id = v.company_id))) AS owner,
  (SELECT count(*) FROM found) AS n
FROM (
  SELECT f.id, f.answered_at FROM found f
  ORDER BY f.answered_at DESC NULLS LAST, f.id DESC LIMIT :limit
) f JOIN survey_view v ON v.id = f.id
ORDER BY f.answered_at DESC NULLS LAST, f.id DESC

-- name: close
-- Open deals that were or are expected to close from :first to :last.
WITH found AS MATERIALIZED (
  SELECT d.id, d.expected_close
  FROM deal d
  WHERE d.deleted_at IS NULL AND d.expected_close >= :first AND d.expected_close <= :last
    AND d.stage_id IN (SELECT s.id FROM stage s WHERE s.outcome = 'open')
    AND /*deal*/coalesce(d.owner_id, :owner) = :owner/*deal*/
)
SELECT v.id, v.title, v.expected_close, v.amount_minor, v.currency, v.owner, v.company,
  v.contacts, (SELECT count(*) FROM found) AS n
FROM (
  SELECT f.id, f.expected_close FROM found f ORDER BY f.expected_close, f.id LIMIT :limit
) f JOIN deal_view v ON v.id = f.id
ORDER BY f.expected_close, f.id

-- name: stale
-- Open deals, not past their expected close, whose opening, last move and interactions are all
-- older than :stale_day (:stale_moment for times), as in the pipeline report; those left alone
-- for longest first. Of a deal without any of these dates it is not known.
WITH still AS MATERIALIZED (
  SELECT d.id, coalesce(d.opened_at, '') AS opened,
    coalesce((SELECT m.at FROM stage_move m WHERE m.deal_id = d.id ORDER BY m.id DESC LIMIT 1),
      '') AS moved
  FROM deal d
  WHERE d.deleted_at IS NULL AND coalesce(d.expected_close, :today) >= :today
    AND d.stage_id IN (SELECT s.id FROM stage s WHERE s.outcome = 'open')
    AND coalesce(d.opened_at, '') < :stale_day
    AND /*deal*/coalesce(d.owner_id, :owner) = :owner/*deal*/
),
quiet AS MATERIALIZED (
  SELECT q.id, q.opened, q.moved,
    coalesce((SELECT max(i.occurred_at) FROM interaction i
      WHERE i.deal_id = q.id AND i.deleted_at IS NULL), '') AS talked
  FROM still q
  WHERE q.moved < :stale_day
),
found AS MATERIALIZED (
  SELECT q.id, CASE
      WHEN q.talked >= q.moved AND q.talked >= q.opened THEN q.talked
      WHEN q.moved >= q.opened THEN q.moved
      ELSE q.opened
    END AS at
  FROM quiet q
  WHERE q.talked < :stale_moment AND (q.opened <> '' OR q.moved <> '' OR q.talked <> '')
)
SELECT v.id, v.title, v.expected_close, v.amount_minor, v.currency, v.owner, v.company,
  v.contacts, f.at, (SELECT count(*) FROM found) AS n
FROM (SELECT f.id, f.at FROM found f ORDER BY f.at, f.id LIMIT :limit) f
JOIN deal_view v ON v.id = f.id
ORDER BY f.at, f.id

-- name: cadence
-- Contacts to keep in touch with, how often and by which tag, and when they were last talked to.
-- What a contact says itself goes before its tags, of which the most frequent holds.
WITH rhythm AS (
  SELECT k.contact_id, min(t.keep_in_touch_days) AS days
  FROM tag t JOIN contact_tag k ON k.tag_id = t.id
  WHERE t.keep_in_touch_days IS NOT NULL AND t.deleted_at IS NULL
  GROUP BY k.contact_id
),
found AS MATERIALIZED (
  SELECT c.id, c.keep_in_touch_days AS days, 0 AS tagged
  FROM contact c
  WHERE c.keep_in_touch_days IS NOT NULL AND c.deleted_at IS NULL
    AND /*contact*/coalesce(c.owner_id, :owner) = :owner/*contact*/
  UNION ALL
  SELECT c.id, r.days, 1
  FROM rhythm r JOIN contact c ON c.id = r.contact_id
  WHERE c.keep_in_touch_days IS NULL AND c.deleted_at IS NULL
    AND /*contact*/coalesce(c.owner_id, :owner) = :owner/*contact*/
)
SELECT f.id, f.days AS keep_in_touch_days,
  CASE WHEN f.tagged = 1 THEN (
    SELECT min(t.name) FROM tag t JOIN contact_tag k ON k.tag_id = t.id
    WHERE k.contact_id = f.id AND t.deleted_at IS NULL AND t.keep_in_touch_days = f.days
  ) END AS tag,
  (SELECT max(i.occurred_at) FROM interaction_contact l
    JOIN interaction i ON i.id = l.interaction_id
    WHERE l.contact_id = f.id AND i.deleted_at IS NULL) AS talked
FROM found f
ORDER BY f.id

-- name: person
-- How a contact is shown.
SELECT c.id, c.name,
  (SELECT o.name FROM company o WHERE o.id = c.company_id) AS company,
  (SELECT u.handle FROM user_account u WHERE u.id = c.owner_id) AS owner
FROM contact c
WHERE c.id = :id

-- name: birthdays
-- Contacts with a birthday on one of these days (MM-DD), whether or not its year is known.
SELECT c.id, c.name, c.birthday,
  (SELECT o.name FROM company o WHERE o.id = c.company_id) AS company,
  (SELECT u.handle FROM user_account u WHERE u.id = c.owner_id) AS owner
FROM contact c
WHERE c.id IN (
    SELECT b.id FROM contact b WHERE b.birthday IS NOT NULL AND substr(b.birthday, length(b.birthday) - 4)
      IN (:day0, :day1, :day2, :day3, :day4, :day5, :day6, :day7, :leap))
  AND c.deleted_at IS NULL
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
