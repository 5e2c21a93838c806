-- The diff report. Each statement is read at two moments. Amounts are minor units.

-- name: totals
-- The open deals of a moment by currency; `unit` tells alike amounts, to be converted one by one.
SELECT d.currency, /*unit*/ NULL /*unit*/ AS unit, count(*) AS deals,
  CAST(sum(d.amount_minor) AS BIGINT) AS amount
FROM deal d JOIN stage s ON s.id = d.stage_id
WHERE d.deleted_at IS NULL AND s.outcome = 'open'/*scope*//*scope*/
GROUP BY 1, 2

-- name: states
-- What of a deal can move the pipeline, of all deals that the conditions leave.
SELECT d.id, d.stage_id, s.outcome, d.amount_minor, d.currency, d.expected_close
-- CROSS JOIN makes SQLite read the deals one after the other, which is twice as fast.
FROM deal d CROSS JOIN stage s
WHERE s.id = d.stage_id AND d.deleted_at IS NULL/*scope*//*scope*/

-- name: details
-- Deals by their ids, whatever they are.
SELECT d.id, d.title, d.deleted_at, d.pipeline_id, d.stage_id, s.name AS stage, s.outcome,
  d.amount_minor, d.currency, d.expected_close,
  (SELECT o.name FROM company o WHERE o.id = d.company_id) AS company,
  (SELECT u.handle FROM user_account u WHERE u.id = d.owner_id) AS owner
FROM deal d JOIN stage s ON s.id = d.stage_id
WHERE d.id IN (/*ids*/ 0 /*ids*/)

-- name: stages
-- The places of all stages.
SELECT s.id, s.pipeline_id, s.position FROM stage s

-- name: deals
-- The open deals of a moment one by one.
SELECT d.id, d.title, s.name AS stage, d.amount_minor, d.currency, d.expected_close,
  (SELECT u.handle FROM user_account u WHERE u.id = d.owner_id) AS owner
FROM deal d JOIN stage s ON s.id = d.stage_id
WHERE d.deleted_at IS NULL AND s.outcome = 'open'/*scope*//*scope*/
ORDER BY d.id
