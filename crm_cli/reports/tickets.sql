-- The tickets report. Times are UTC text; a period is from :start to before :end, and :moment its
-- end, or now if that is to come.

-- name: flow
-- What happened in the period, and what was unresolved at its end, by all that tickets are split
-- by. Steps that were taken back later count in their period: they are in the history.
WITH resolved AS MATERIALIZED (
  SELECT m.ticket_id FROM ticket_move m
  WHERE m.at >= :start AND m.at < :end
    AND m.from_status IN ('open', 'pending') AND m.to_status IN ('resolved', 'closed')
),
reopened AS MATERIALIZED (
  SELECT m.ticket_id FROM ticket_move m
  WHERE m.at >= :start AND m.at < :end
    AND m.from_status IN ('resolved', 'closed') AND m.to_status IN ('open', 'pending')
),
reopened_later AS MATERIALIZED (
  SELECT m.ticket_id FROM ticket_move m
  WHERE m.at >= :moment AND m.from_status IN ('resolved', 'closed') AND NOT EXISTS (
    SELECT 1 FROM ticket_move e WHERE e.ticket_id = m.ticket_id AND e.at >= :moment AND e.id < m.id)
)
SELECT /*what*/ x.kind, x.priority, x.channel, x.assignee, count(*) AS tickets,
  CAST(sum(CASE WHEN x.opened + x.resolved + x.reopened + x.backlog > 0 THEN 1 ELSE 0 END)
    AS BIGINT) AS counted,
  CAST(sum(x.opened) AS BIGINT) AS opened,
  CAST(sum(x.resolved) AS BIGINT) AS resolved,
  CAST(sum(x.reopened) AS BIGINT) AS reopened,
  CAST(sum(x.backlog) AS BIGINT) AS backlog,
  CAST(sum(x.unopened) AS BIGINT) AS unopened,
  CAST(sum(x.unresolved) AS BIGINT) AS unresolved /*what*/
FROM (
  SELECT t.kind, t.priority, t.channel, t.assignee_id AS assignee,/*more*//*more*/
    CASE WHEN t.opened_at >= :start AND t.opened_at < :end THEN 1 ELSE 0 END AS opened,
    CASE WHEN (t.resolved_at >= :start AND t.resolved_at < :end)
      OR t.id IN (SELECT r.ticket_id FROM resolved r) THEN 1 ELSE 0 END AS resolved,
    CASE WHEN t.id IN (SELECT r.ticket_id FROM reopened r) THEN 1 ELSE 0 END AS reopened,
    CASE
      WHEN t.opened_at IS NULL AND t.status IN ('open', 'pending') THEN 1
      WHEN t.opened_at >= :moment OR t.opened_at IS NULL THEN 0
      WHEN t.status IN ('resolved', 'closed')
        AND coalesce(t.resolved_at, t.closed_at, '') < :moment THEN 0
      WHEN t.id IN (SELECT r.ticket_id FROM reopened_later r) THEN 0
      ELSE 1 END AS backlog,
    CASE WHEN t.opened_at IS NULL THEN 1 ELSE 0 END AS unopened,
    CASE WHEN t.status IN ('resolved', 'closed') AND t.resolved_at IS NULL THEN 1 ELSE 0 END
      AS unresolved
  FROM ticket t
  WHERE t.deleted_at IS NULL/*scope*//*scope*/
) x
/*by*/ GROUP BY x.kind, x.priority, x.channel, x.assignee /*by*/

-- name: times
-- Tickets answered or resolved in the period, in seconds since 1970, which is day 2440587.5. What was
-- resolved before any response counts as responded then, whatever came after it was reopened;
-- `at_once` says so. Where the source of a ticket (none: it was entered here) records no responses
-- at all, that is no response: `silent` says so.
WITH first_done AS MATERIALIZED (
  SELECT m.ticket_id, min(m.at) AS at FROM ticket_move m
  WHERE m.to_status IN ('resolved', 'closed') AND m.ticket_id IN (
    SELECT r.ticket_id FROM ticket_move r
    WHERE r.from_status IN ('resolved', 'closed') AND r.to_status IN ('open', 'pending'))
  GROUP BY m.ticket_id
),
silent_source AS MATERIALIZED (
  SELECT e.source
  FROM (SELECT DISTINCT source FROM external_id WHERE noun = 'ticket' UNION ALL SELECT '') e
  WHERE NOT EXISTS (
    SELECT 1 FROM ticket a
    WHERE a.responded_at IS NOT NULL AND a.deleted_at IS NULL AND e.source = coalesce(
      (SELECT x.source FROM external_id x WHERE x.noun = 'ticket' AND x.record_id = a.id
        ORDER BY x.id LIMIT 1), ''))
)
SELECT /*keys*/ x.kind, x.priority, x.channel, x.assignee /*keys*/,
  (julianday(x.opened_at) - 2440587.5) * 86400.0 AS opened, x.at_once, x.silent,
  CASE WHEN x.response >= :start AND x.response < :end
    THEN (julianday(x.response) - 2440587.5) * 86400.0 END AS response,
  CASE WHEN x.resolved_at >= :start AND x.resolved_at < :end
    THEN (julianday(x.resolved_at) - 2440587.5) * 86400.0 END AS resolution
FROM (
  SELECT y.id, y.kind, y.priority, y.channel, y.assignee, y.opened_at, y.resolved_at, y.silent,
    CASE WHEN y.silent = 1 THEN NULL WHEN y.responded_at <= y.done OR y.done IS NULL
      THEN y.responded_at ELSE y.done END AS response,
    CASE WHEN y.silent = 0 AND (y.done < y.responded_at OR y.responded_at IS NULL) THEN 1 ELSE 0 END
      AS at_once
  FROM (
    SELECT t.id, t.kind, t.priority, t.channel, t.assignee_id AS assignee, t.opened_at,
      t.responded_at, t.resolved_at, coalesce(f.at, t.resolved_at) AS done,
      CASE WHEN t.responded_at IS NULL AND coalesce(f.at, t.resolved_at) IS NOT NULL AND coalesce(
        (SELECT x.source FROM external_id x WHERE x.noun = 'ticket' AND x.record_id = t.id
          ORDER BY x.id LIMIT 1), '') IN (SELECT s.source FROM silent_source s)
        THEN 1 ELSE 0 END AS silent
    FROM ticket t LEFT JOIN first_done f ON f.ticket_id = t.id
    WHERE t.deleted_at IS NULL/*scope*//*scope*/
  ) y
) x
WHERE (x.response >= :start AND x.response < :end)
  OR (x.resolved_at >= :start AND x.resolved_at < :end)

-- name: backlog
-- The tickets that were unresolved at the moment, as in `flow`.
WITH reopened_later AS MATERIALIZED (
  SELECT m.ticket_id FROM ticket_move m
  WHERE m.at >= :moment AND m.from_status IN ('resolved', 'closed') AND NOT EXISTS (
    SELECT 1 FROM ticket_move e WHERE e.ticket_id = m.ticket_id AND e.at >= :moment AND e.id < m.id)
)
SELECT t.id, t.priority, julianday(:moment) - julianday(t.opened_at) AS days
FROM ticket t
WHERE t.deleted_at IS NULL/*scope*//*scope*/ AND CASE
    WHEN t.opened_at IS NULL AND t.status IN ('open', 'pending') THEN 1
    WHEN t.opened_at >= :moment OR t.opened_at IS NULL THEN 0
    WHEN t.status IN ('resolved', 'closed')
      AND coalesce(t.resolved_at, t.closed_at, '') < :moment THEN 0
    WHEN t.id IN (SELECT r.ticket_id FROM reopened_later r) THEN 0
    ELSE 1 END = 1

-- name: users
SELECT u.id, u.handle FROM user_account u
