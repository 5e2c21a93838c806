-- The weekly report. A week goes from the day :since to the day :until (ISO text), as times from
-- :start to before :end; the week before begins on the day :earlier, at the time :earlier_start.
-- Amounts are minor units. In names, `past` stands for the week before.

-- name: deals
-- How many deals, and of which amount, were open before the two weeks, between them and after them,
-- and what became of deals in each. What a deal was on a past day is told by its first dated move
-- since: it was in the stage which that left. Without such a move it was what it is, closed since
-- the day it closed. An open deal that was opened on an unknown day is there since its first dated
-- move, or since it was recorded if that is earlier; a closed one was there from the start; one
-- closed on an unknown day, closed.
WITH moved AS MATERIALIZED (
  SELECT m.deal_id, min(m.id) AS first,
    min(CASE WHEN m.at >= :since THEN m.id END) AS second,
    min(CASE WHEN m.at > :until THEN m.id END) AS third,
    max(CASE WHEN m.at < :since THEN 1 ELSE 0 END) AS past_moved,
    max(CASE WHEN m.at >= :since AND m.at <= :until THEN 1 ELSE 0 END) AS moved
  FROM stage_move m WHERE m.at >= :earlier GROUP BY m.deal_id
),
left_by AS MATERIALIZED (
  SELECT x.deal_id, x.past_moved, x.moved,
    CASE WHEN a.id IS NOT NULL THEN coalesce(f.outcome, 'open') END AS first,
    CASE WHEN b.id IS NOT NULL THEN coalesce(g.outcome, 'open') END AS second,
    CASE WHEN c.id IS NOT NULL THEN coalesce(h.outcome, 'open') END AS third
  FROM moved x
  LEFT JOIN stage_move a ON a.id = x.first LEFT JOIN stage f ON f.id = a.from_stage_id
  LEFT JOIN stage_move b ON b.id = x.second LEFT JOIN stage g ON g.id = b.from_stage_id
  LEFT JOIN stage_move c ON c.id = x.third LEFT JOIN stage h ON h.id = c.from_stage_id
),
-- The deals that the weeks are about: no join on `left_by`, for which SQLite would make no index.
candidate AS (
  SELECT x.deal_id, x.past_moved, x.moved, x.first, x.second, x.third FROM left_by x
  UNION ALL
  SELECT d.id, NULL, NULL, NULL, NULL, NULL
  FROM deal d JOIN stage s ON s.id = d.stage_id
  WHERE d.deleted_at IS NULL AND d.id NOT IN (SELECT m.deal_id FROM moved m)
    AND (s.outcome = 'open' OR coalesce(d.closed_at, :earlier) >= :earlier
      OR d.opened_at >= :earlier)
),
begun AS (
  SELECT b.id, b.stage_id, b.pipeline_id, b.owner_id, b.currency, b.amount_minor, b.closed_at,
    b.deleted_at, CASE WHEN b.opened_at IS NULL AND b.closed_at IS NULL THEN (
      SELECT min(f.day) FROM (SELECT substr(b.created_at, 1, 10) AS day
        UNION ALL SELECT m.at FROM stage_move m WHERE m.deal_id = b.id) f)
      ELSE b.opened_at END AS opened_at
  FROM deal b
),
judged AS (
  SELECT d.currency, d.amount_minor, coalesce(x.moved, 0) AS moved,
    coalesce(x.past_moved, 0) AS past_moved,
    CASE
      WHEN d.opened_at >= :earlier THEN 0
      WHEN x.first IS NOT NULL THEN CASE WHEN x.first = 'open' THEN 1 ELSE 0 END
      WHEN s.outcome = 'open' OR d.closed_at >= :earlier THEN 1
      ELSE 0
    END AS past_opening,
    CASE
      WHEN d.opened_at >= :since THEN 0
      WHEN x.second IS NOT NULL THEN CASE WHEN x.second = 'open' THEN 1 ELSE 0 END
      WHEN s.outcome = 'open' OR d.closed_at >= :since THEN 1
      ELSE 0
    END AS opening,
    CASE
      WHEN d.opened_at > :until THEN 0
      WHEN x.third IS NOT NULL THEN CASE WHEN x.third = 'open' THEN 1 ELSE 0 END
      WHEN s.outcome = 'open' OR d.closed_at > :until THEN 1
      ELSE 0
    END AS closing,
    CASE WHEN d.opened_at >= :earlier AND d.opened_at < :since THEN 1 ELSE 0 END AS past_fresh,
    CASE WHEN d.opened_at >= :since AND d.opened_at <= :until THEN 1 ELSE 0 END AS fresh,
    CASE WHEN s.outcome = 'won' AND d.closed_at >= :earlier AND d.closed_at < :since
      THEN 1 ELSE 0 END AS past_won,
    CASE WHEN s.outcome = 'won' AND d.closed_at >= :since AND d.closed_at <= :until
      THEN 1 ELSE 0 END AS won,
    CASE WHEN s.outcome = 'lost' AND d.closed_at >= :earlier AND d.closed_at < :since
      THEN 1 ELSE 0 END AS past_lost,
    CASE WHEN s.outcome = 'lost' AND d.closed_at >= :since AND d.closed_at <= :until
      THEN 1 ELSE 0 END AS lost
  FROM candidate x
  CROSS JOIN begun d
  JOIN stage s ON s.id = d.stage_id
  WHERE d.id = x.deal_id AND d.deleted_at IS NULL/*scope*//*scope*/
)
SELECT y.currency, y.unit, count(*) AS deals,
  CAST(sum(y.amount_minor) AS BIGINT) AS amount,
  y.past_opening, y.opening, y.closing, y.past_fresh, y.fresh, y.past_won, y.won, y.past_lost,
  y.lost, y.past_moved, y.moved
FROM (SELECT j.*, /*unit*/ NULL /*unit*/ AS unit FROM judged j) y
GROUP BY y.currency, y.unit, y.past_opening, y.opening, y.closing, y.past_fresh, y.fresh,
  y.past_won, y.won, y.past_lost, y.lost, y.past_moved, y.moved

-- name: undated
-- Closed deals without a closing day, which are in no week.
SELECT count(*) AS deals
FROM deal d JOIN stage s ON s.id = d.stage_id
WHERE d.deleted_at IS NULL AND s.outcome IN ('won', 'lost') AND d.closed_at IS NULL
  /*scope*//*scope*/

-- name: moves
-- Deals that a week took to a later or an earlier open stage of their pipeline.
WITH moved AS MATERIALIZED (
  SELECT m.deal_id, CASE WHEN m.at >= :since THEN 0 ELSE 1 END AS past,
    min(m.id) AS first, max(m.id) AS last
  FROM stage_move m
  WHERE m.at >= :earlier AND m.at <= :until AND m.from_stage_id IS NOT NULL
  GROUP BY 1, 2
)
SELECT CASE WHEN t.position > f.position THEN 'moved_on' ELSE 'moved_back' END AS part, x.past,
  d.currency, /*unit*/ NULL /*unit*/ AS unit, count(*) AS deals,
  CAST(sum(d.amount_minor) AS BIGINT) AS amount
FROM moved x
JOIN stage_move a ON a.id = x.first
JOIN stage_move z ON z.id = x.last
JOIN stage f ON f.id = a.from_stage_id
JOIN stage t ON t.id = z.to_stage_id
JOIN deal d ON d.id = x.deal_id
WHERE f.outcome = 'open' AND t.outcome = 'open' AND f.id <> t.id
  AND f.pipeline_id = t.pipeline_id AND d.deleted_at IS NULL/*scope*//*scope*/
GROUP BY 1, 2, 3, 4

-- name: closings
-- Deals that were open at the end of the week and expected to close from :next_since to
-- :next_until, with the stage that they are in now.
SELECT v.id, v.title, v.company, v.contacts, v.owner, v.stage, v.outcome, v.expected_close,
  v.amount_minor, v.currency, v.likelihood
FROM (
  SELECT d.id FROM deal d JOIN stage s ON s.id = d.stage_id
  WHERE d.deleted_at IS NULL
    AND d.expected_close >= :next_since AND d.expected_close <= :next_until
    AND (d.opened_at <= :until OR (d.opened_at IS NULL AND (d.closed_at IS NOT NULL
      OR substr(d.created_at, 1, 10) <= :until
      OR EXISTS (SELECT 1 FROM stage_move m WHERE m.deal_id = d.id AND m.at <= :until))))
    AND coalesce(
      (SELECT coalesce(f.outcome, 'open')
        FROM stage_move m LEFT JOIN stage f ON f.id = m.from_stage_id
        WHERE m.deal_id = d.id AND m.at > :until ORDER BY m.id LIMIT 1),
      CASE WHEN d.closed_at > :until THEN 'open' ELSE s.outcome END) = 'open'/*scope*//*scope*/
) f JOIN deal_view v ON v.id = f.id
ORDER BY v.expected_close, v.amount_minor DESC NULLS LAST, v.id

-- name: follow_ups
-- Follow-ups done in each week, overdue at its end, and overdue now.
SELECT
  CAST(sum(CASE WHEN t.done_at >= :start AND t.done_at < :end THEN 1 ELSE 0 END) AS BIGINT) AS done,
  CAST(sum(CASE WHEN t.done_at >= :earlier_start AND t.done_at < :start THEN 1 ELSE 0 END)
    AS BIGINT) AS past_done,
  CAST(sum(CASE WHEN t.due_on <= :until AND coalesce(t.done_at, :end) >= :end
    THEN 1 ELSE 0 END) AS BIGINT) AS overdue,
  CAST(sum(CASE WHEN t.due_on < :since AND coalesce(t.done_at, :start) >= :start
    THEN 1 ELSE 0 END) AS BIGINT) AS past_overdue,
  CAST(sum(CASE WHEN t.due_on < :today AND t.done_at IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS now
FROM task t
WHERE t.deleted_at IS NULL AND (t.done_at IS NULL OR t.done_at >= :earlier_start)
  /*scope*//*scope*/

-- name: tickets
-- Tickets opened and resolved in each week, and unresolved at its end (:moment, or :start), by the
-- rules of the tickets report.
WITH step AS MATERIALIZED (
  SELECT m.ticket_id,
    max(CASE WHEN m.at >= :start AND m.at < :end AND m.from_status IN ('open', 'pending')
      AND m.to_status IN ('resolved', 'closed') THEN 1 ELSE 0 END) AS resolved,
    max(CASE WHEN m.at < :start AND m.from_status IN ('open', 'pending')
      AND m.to_status IN ('resolved', 'closed') THEN 1 ELSE 0 END) AS past_resolved,
    min(CASE WHEN m.at >= :moment THEN m.id END) AS next,
    min(CASE WHEN m.at >= :start THEN m.id END) AS past_next
  FROM ticket_move m WHERE m.at >= :earlier_start GROUP BY m.ticket_id
),
stepped AS MATERIALIZED (
  SELECT x.ticket_id, x.resolved, x.past_resolved,
    CASE WHEN a.from_status IN ('resolved', 'closed') THEN 1 ELSE 0 END AS was_done,
    CASE WHEN b.from_status IN ('resolved', 'closed') THEN 1 ELSE 0 END AS past_done
  FROM step x
  LEFT JOIN ticket_move a ON a.id = x.next
  LEFT JOIN ticket_move b ON b.id = x.past_next
),
-- As in `deals`: no join on `stepped`.
candidate AS (
  SELECT x.ticket_id, x.resolved, x.past_resolved, x.was_done, x.past_done FROM stepped x
  UNION ALL
  SELECT t.id, NULL, NULL, NULL, NULL FROM ticket t
  WHERE t.deleted_at IS NULL AND t.id NOT IN (SELECT m.ticket_id FROM step m)
    AND (t.status IN ('open', 'pending') OR t.opened_at >= :earlier_start
      OR coalesce(t.resolved_at, t.closed_at, '') >= :earlier_start)
)
SELECT
  CAST(sum(CASE WHEN t.opened_at >= :start AND t.opened_at < :end THEN 1 ELSE 0 END) AS BIGINT)
    AS opened,
  CAST(sum(CASE WHEN t.opened_at >= :earlier_start AND t.opened_at < :start THEN 1 ELSE 0 END)
    AS BIGINT) AS past_opened,
  CAST(sum(CASE WHEN (t.resolved_at >= :start AND t.resolved_at < :end) OR x.resolved = 1
    THEN 1 ELSE 0 END) AS BIGINT) AS resolved,
  CAST(sum(CASE WHEN (t.resolved_at >= :earlier_start AND t.resolved_at < :start)
    OR x.past_resolved = 1 THEN 1 ELSE 0 END) AS BIGINT) AS past_resolved,
  CAST(sum(CASE
    WHEN t.opened_at IS NULL THEN CASE WHEN t.status IN ('open', 'pending') THEN 1 ELSE 0 END
    WHEN t.opened_at >= :moment OR x.was_done = 1 THEN 0
    WHEN t.status IN ('resolved', 'closed')
      AND coalesce(t.resolved_at, t.closed_at, '') < :moment THEN 0
    ELSE 1 END) AS BIGINT) AS backlog,
  CAST(sum(CASE
    WHEN t.opened_at IS NULL THEN CASE WHEN t.status IN ('open', 'pending') THEN 1 ELSE 0 END
    WHEN t.opened_at >= :start OR x.past_done = 1 THEN 0
    WHEN t.status IN ('resolved', 'closed')
      AND coalesce(t.resolved_at, t.closed_at, '') < :start THEN 0
    ELSE 1 END) AS BIGINT) AS past_backlog
FROM candidate x
CROSS JOIN ticket t
WHERE t.id = x.ticket_id AND t.deleted_at IS NULL/*scope*//*scope*/

-- name: quiet
-- Customers without an interaction or a purchase since :quiet_day (:quiet_moment for times), the
-- ones that became so in the week first; how many there are, and how many there were a week before.
-- A purchase is a won deal; a customer its company, else its first contact (the id, negative).
WITH talk AS MATERIALIZED (
  SELECT i.id, i.company_id, i.occurred_at AS at FROM interaction i
  WHERE i.deleted_at IS NULL AND i.occurred_at >= :before_moment AND i.occurred_at < :end
),
talked AS MATERIALIZED (
  SELECT x.customer, max(x.at) AS last, max(CASE WHEN x.at < :start THEN x.at END) AS last_before
  FROM (
    SELECT k.company_id AS customer, k.at FROM talk k WHERE k.company_id IS NOT NULL
    UNION ALL
    SELECT c.company_id, k.at FROM talk k JOIN interaction_contact l ON l.interaction_id = k.id
      JOIN contact c ON c.id = l.contact_id WHERE c.company_id IS NOT NULL
    UNION ALL
    SELECT -l.contact_id, k.at FROM talk k JOIN interaction_contact l ON l.interaction_id = k.id
  ) x
  GROUP BY x.customer
),
bought AS MATERIALIZED (
  SELECT p.customer, max(p.day) AS last, max(CASE WHEN p.day < :since THEN p.day END) AS last_before
  FROM (
    SELECT coalesce(d.company_id, -(SELECT l.contact_id FROM deal_contact l
        WHERE l.deal_id = d.id ORDER BY l.id LIMIT 1)) AS customer, d.closed_at AS day
    FROM deal d
    WHERE d.deleted_at IS NULL AND d.closed_at <= :until
      AND d.stage_id IN (SELECT s.id FROM stage s WHERE s.outcome = 'won')
  ) p
  WHERE p.customer IS NOT NULL
  GROUP BY p.customer
),
judged AS MATERIALIZED (
  SELECT b.customer, b.last AS bought,
    CASE WHEN b.last < :quiet_day AND coalesce(k.last, '') < :quiet_moment THEN 1 ELSE 0 END
      AS quiet,
    CASE WHEN b.last_before < :before_day AND coalesce(k.last_before, '') < :before_moment
      THEN 1 ELSE 0 END AS was_quiet
  FROM bought b
  LEFT JOIN talked k ON k.customer = b.customer
  LEFT JOIN company o ON o.id = b.customer
  LEFT JOIN contact c ON c.id = -b.customer
  WHERE coalesce(o.deleted_at, c.deleted_at) IS NULL/*scope*//*scope*/
),
counted AS (
  SELECT CAST(sum(quiet) AS BIGINT) AS n, CAST(sum(was_quiet) AS BIGINT) AS n_before,
    CAST(sum(CASE WHEN quiet > was_quiet THEN 1 ELSE 0 END) AS BIGINT) AS fresh
  FROM judged
),
listed AS (
  SELECT j.customer, j.bought, j.quiet - j.was_quiet AS fresh
  FROM judged j WHERE j.quiet = 1
  ORDER BY j.quiet - j.was_quiet DESC, j.bought DESC, j.customer
  LIMIT :limit
)
SELECT n.n, n.n_before, n.fresh AS n_fresh, x.customer, x.bought, x.fresh,
  coalesce(o.name, c.name) AS name,
  (SELECT u.handle FROM user_account u WHERE u.id = coalesce(o.owner_id, c.owner_id)) AS owner,
  (SELECT max(y.at) FROM (
    SELECT i.occurred_at AS at FROM interaction i
    WHERE i.company_id = x.customer AND i.deleted_at IS NULL AND i.occurred_at < :end
    UNION ALL
    SELECT i.occurred_at FROM contact p JOIN interaction_contact l ON l.contact_id = p.id
      JOIN interaction i ON i.id = l.interaction_id
    WHERE p.company_id = x.customer AND i.deleted_at IS NULL AND i.occurred_at < :end
    UNION ALL
    SELECT i.occurred_at FROM interaction_contact l JOIN interaction i ON i.id = l.interaction_id
    WHERE l.contact_id = -x.customer AND i.deleted_at IS NULL AND i.occurred_at < :end) y) AS talked
FROM counted n
LEFT JOIN listed x ON 1 = 1
LEFT JOIN company o ON o.id = x.customer
LEFT JOIN contact c ON c.id = -x.customer
ORDER BY x.fresh DESC, x.bought DESC, x.customer

-- name: events
-- Interactions and answers in the week.
SELECT
  (SELECT count(*) FROM interaction i WHERE i.deleted_at IS NULL
    AND i.occurred_at >= :start AND i.occurred_at < :end/*interactions*//*interactions*/) AS touches,
  (SELECT count(*) FROM survey v WHERE v.deleted_at IS NULL
    AND v.answered_at >= :start AND v.answered_at < :end/*scope*//*scope*/) AS answered
