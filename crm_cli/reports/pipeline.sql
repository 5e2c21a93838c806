-- The pipeline report. Amounts are minor units; days are ISO text, times UTC text.

-- name: process
-- The stages of open deals, in their order.
SELECT s.id, s.name, s.deleted_at, s.pipeline_id, p.name AS pipeline
FROM stage s JOIN pipeline p ON p.id = s.pipeline_id
WHERE s.outcome = 'open'
ORDER BY p.position, p.id, s.position, s.id

-- name: stages
-- Open deals by stage and currency. A deal is stale when its opening, its last move and its
-- interactions are all older than :stale_day (:stale_moment for times); of a deal without any of
-- these dates it is not known. A weighted amount is rounded half-up, below zero away from it.
WITH open_deal AS MATERIALIZED (
  SELECT d.id, d.stage_id, d.currency, d.amount_minor, d.opened_at, d.expected_close,
    coalesce(d.probability, s.probability) AS likelihood,
    (SELECT m.at FROM stage_move m WHERE m.deal_id = d.id ORDER BY m.id DESC LIMIT 1) AS since
  -- CROSS JOIN makes SQLite read the deals one after the other, which is twice as fast.
  FROM deal d CROSS JOIN stage s
  WHERE s.id = d.stage_id AND d.deleted_at IS NULL AND s.outcome = 'open'/*scope*//*scope*/
)
SELECT stage_id, currency,
  count(*) AS deals,
  CAST(sum(amount_minor) AS BIGINT) AS amount,
  CAST(sum((amount_minor * likelihood + CASE WHEN amount_minor < 0 THEN -5000 ELSE 5000 END) / 10000)
    AS BIGINT) AS weighted,
  count(*) - count(amount_minor) AS without_amount,
  count(since) AS dated,
  sum(:today_julian - julianday(since)) AS days,
  CAST(sum(CASE
    WHEN since >= :stale_day OR opened_at >= :stale_day THEN 0
    WHEN id IN (
      SELECT i.deal_id FROM interaction i
      WHERE i.occurred_at >= :stale_moment AND i.deal_id IS NOT NULL AND i.deleted_at IS NULL)
      THEN 0
    WHEN since IS NULL AND opened_at IS NULL AND NOT EXISTS (
      SELECT 1 FROM interaction i
      WHERE i.deal_id = o.id AND i.occurred_at IS NOT NULL AND i.deleted_at IS NULL) THEN 0
    ELSE 1 END) AS BIGINT) AS stale,
  CAST(sum(CASE WHEN since IS NULL AND opened_at IS NULL AND NOT EXISTS (
      SELECT 1 FROM interaction i
      WHERE i.deal_id = o.id AND i.occurred_at IS NOT NULL AND i.deleted_at IS NULL) THEN 1
    ELSE 0 END) AS BIGINT) AS unknown,
  CAST(sum(CASE WHEN expected_close < :today THEN 1 ELSE 0 END) AS BIGINT) AS past_close
FROM open_deal o
GROUP BY stage_id, currency

-- name: amounts
-- Alike amounts of open deals with how many deals have them, to be converted one by one.
SELECT d.stage_id, d.currency, d.amount_minor, coalesce(d.probability, s.probability) AS likelihood,
  count(*) AS deals
FROM deal d JOIN stage s ON s.id = d.stage_id
WHERE d.deleted_at IS NULL AND s.outcome = 'open' AND d.amount_minor IS NOT NULL/*scope*//*scope*/
GROUP BY d.stage_id, d.currency, d.amount_minor, coalesce(d.probability, s.probability)

-- name: groups
-- The same by another key.
SELECT /*by*/ d.owner_id /*by*/ AS key, d.currency, d.amount_minor,
  coalesce(d.probability, s.probability) AS likelihood, count(*) AS deals
FROM deal d JOIN stage s ON s.id = d.stage_id
WHERE d.deleted_at IS NULL AND s.outcome = 'open'/*scope*//*scope*/
GROUP BY 1, d.currency, d.amount_minor, coalesce(d.probability, s.probability)

-- name: deals
-- The open deals one by one, with what the figures of `stages` are made of.
SELECT d.id, d.title, p.name AS pipeline, s.name AS stage, d.currency, d.amount_minor,
  d.probability, s.probability AS of_stage, d.opened_at, d.expected_close,
  /*by*/ NULL /*by*/ AS key,
  (SELECT o.name FROM company o WHERE o.id = d.company_id) AS company,
  (SELECT u.handle FROM user_account u WHERE u.id = d.owner_id) AS owner,
  (SELECT m.at FROM stage_move m WHERE m.deal_id = d.id ORDER BY m.id DESC LIMIT 1) AS since,
  (SELECT max(i.occurred_at) FROM interaction i
    WHERE i.deal_id = d.id AND i.deleted_at IS NULL) AS last_touch
FROM deal d JOIN stage s ON s.id = d.stage_id JOIN pipeline p ON p.id = s.pipeline_id
WHERE d.deleted_at IS NULL AND s.outcome = 'open'/*scope*//*scope*/
ORDER BY p.position, p.id, s.position, s.id, d.id
