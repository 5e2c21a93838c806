-- The wins report: deals closed from :since to :until. Amounts are minor units; days are ISO text.
-- The key that deals are grouped by stands between two marks; a constant gives the whole.

-- name: counts
SELECT /*by*/ d.owner_id /*by*/ AS key,
  CAST(sum(CASE WHEN s.outcome = 'won' THEN 1 ELSE 0 END) AS BIGINT) AS won,
  CAST(sum(CASE WHEN s.outcome = 'lost' THEN 1 ELSE 0 END) AS BIGINT) AS lost,
  CAST(sum(CASE WHEN s.outcome = 'won' AND d.amount_minor IS NULL THEN 1 ELSE 0 END) AS BIGINT)
    AS without_amount
FROM deal d JOIN stage s ON s.id = d.stage_id
WHERE d.deleted_at IS NULL AND s.outcome IN ('won', 'lost')
  AND d.closed_at >= :since AND d.closed_at <= :until/*scope*//*scope*/
GROUP BY 1

-- name: undated
-- Closed deals without a closing day, which are in no period.
SELECT count(*) AS deals
FROM deal d JOIN stage s ON s.id = d.stage_id
WHERE d.deleted_at IS NULL AND s.outcome IN ('won', 'lost') AND d.closed_at IS NULL/*scope*//*scope*/

-- name: latest
-- The last closing day, for a period in which there is none.
SELECT max(d.closed_at) AS day
FROM deal d JOIN stage s ON s.id = d.stage_id
WHERE d.deleted_at IS NULL AND s.outcome IN ('won', 'lost')/*scope*//*scope*/

-- name: amounts
-- Sum and middle of the won amounts by key and currency; the median is middle / middles.
WITH won AS MATERIALIZED (
  SELECT /*by*/ d.owner_id /*by*/ AS key, d.currency, d.amount_minor
  FROM deal d JOIN stage s ON s.id = d.stage_id
  WHERE d.deleted_at IS NULL AND s.outcome = 'won' AND d.amount_minor IS NOT NULL
    AND d.closed_at >= :since AND d.closed_at <= :until/*scope*//*scope*/
),
ranked AS (
  SELECT key, currency, amount_minor,
    row_number() OVER (PARTITION BY key, currency ORDER BY amount_minor) AS rn,
    count(*) OVER (PARTITION BY key, currency) AS n
  FROM won
)
SELECT key, currency, max(n) AS n,
  CAST(sum(amount_minor) AS BIGINT) AS total,
  CAST(sum(CASE WHEN rn IN ((n + 1) / 2, (n + 2) / 2) THEN amount_minor ELSE 0 END) AS BIGINT)
    AS middle,
  CAST(sum(CASE WHEN rn IN ((n + 1) / 2, (n + 2) / 2) THEN 1 ELSE 0 END) AS BIGINT) AS middles
FROM ranked
GROUP BY key, currency

-- name: records
-- The won amounts one by one, to be converted at the rate of the closing day.
SELECT /*by*/ d.owner_id /*by*/ AS key, d.currency, d.amount_minor, d.closed_at
FROM deal d JOIN stage s ON s.id = d.stage_id
WHERE d.deleted_at IS NULL AND s.outcome = 'won' AND d.amount_minor IS NOT NULL
  AND d.closed_at >= :since AND d.closed_at <= :until/*scope*//*scope*/

-- name: days
-- Days from opened to closed by key and outcome. Deals of which one day is unknown, or that were
-- opened after they were closed, are counted apart.
WITH closed AS MATERIALIZED (
  SELECT /*by*/ d.owner_id /*by*/ AS key, s.outcome,
    CASE WHEN d.opened_at <= d.closed_at
      THEN julianday(d.closed_at) - julianday(d.opened_at) END AS days,
    CASE WHEN d.opened_at > d.closed_at THEN 1 ELSE 0 END AS backwards
  FROM deal d JOIN stage s ON s.id = d.stage_id
  WHERE d.deleted_at IS NULL AND s.outcome IN ('won', 'lost')
    AND d.closed_at >= :since AND d.closed_at <= :until/*scope*//*scope*/
),
ranked AS (
  SELECT key, outcome, days, backwards,
    row_number() OVER (PARTITION BY key, outcome ORDER BY days NULLS LAST) AS rn,
    count(days) OVER (PARTITION BY key, outcome) AS n
  FROM closed
)
SELECT key, outcome, max(n) AS n, count(*) - max(n) AS left_out,
  CAST(sum(backwards) AS BIGINT) AS backwards,
  sum(days) AS total,
  sum(CASE WHEN rn IN ((n + 1) / 2, (n + 2) / 2) THEN days END) AS middle,
  CAST(sum(CASE WHEN rn IN ((n + 1) / 2, (n + 2) / 2) AND days IS NOT NULL THEN 1 ELSE 0 END)
    AS BIGINT) AS middles
FROM ranked
GROUP BY key, outcome

-- name: touches
-- How many touches each won deal had (touches.py says which these are).
WITH closed AS MATERIALIZED (
  SELECT d.id, d.opened_at, d.closed_at
  FROM deal d JOIN stage s ON s.id = d.stage_id
  WHERE d.deleted_at IS NULL AND s.outcome = 'won'
    AND d.closed_at >= :since AND d.closed_at <= :until/*scope*//*scope*/
),
touch AS MATERIALIZED (
  /*touch*/ SELECT i.deal_id, i.id, coalesce(i.channel, i.kind) AS channel, i.occurred_at
  FROM interaction i WHERE i.deleted_at IS NULL /*touch*/
),
won AS (
  SELECT c.id, count(t.id) AS touches
  FROM closed c LEFT JOIN touch t ON t.deal_id = c.id
  GROUP BY c.id
),
ranked AS (
  SELECT touches, row_number() OVER (ORDER BY touches) AS rn, count(*) OVER () AS n FROM won
)
SELECT max(n) AS n,
  CAST(sum(touches) AS BIGINT) AS total,
  CAST(sum(CASE WHEN touches > 0 THEN 1 ELSE 0 END) AS BIGINT) AS touched,
  CAST(sum(CASE WHEN rn IN ((n + 1) / 2, (n + 2) / 2) THEN touches ELSE 0 END) AS BIGINT) AS middle,
  CAST(sum(CASE WHEN rn IN ((n + 1) / 2, (n + 2) / 2) THEN 1 ELSE 0 END) AS BIGINT) AS middles
FROM ranked

-- name: channels
-- The channel of the first and of the last touch of won deals; without one its kind.
WITH closed AS MATERIALIZED (
  SELECT d.id, d.opened_at, d.closed_at
  FROM deal d JOIN stage s ON s.id = d.stage_id
  WHERE d.deleted_at IS NULL AND s.outcome = 'won'
    AND d.closed_at >= :since AND d.closed_at <= :until/*scope*//*scope*/
),
touch AS MATERIALIZED (
  /*touch*/ SELECT i.deal_id, i.id, coalesce(i.channel, i.kind) AS channel, i.occurred_at
  FROM interaction i WHERE i.deleted_at IS NULL /*touch*/
),
placed AS (
  SELECT t.channel,
    row_number() OVER (PARTITION BY t.deal_id ORDER BY t.occurred_at, t.id) AS from_first,
    row_number() OVER (PARTITION BY t.deal_id ORDER BY t.occurred_at DESC, t.id DESC) AS from_last
  FROM closed c JOIN touch t ON t.deal_id = c.id
  WHERE t.occurred_at IS NOT NULL
)
SELECT channel, count(*) AS touches,
  CAST(sum(CASE WHEN from_first = 1 THEN 1 ELSE 0 END) AS BIGINT) AS first_in,
  CAST(sum(CASE WHEN from_last = 1 THEN 1 ELSE 0 END) AS BIGINT) AS last_in
FROM placed
GROUP BY channel

-- name: deals
-- The closed deals one by one, with what the figures are made of.
SELECT d.id, d.title, s.outcome, /*by*/ d.owner_id /*by*/ AS key, d.opened_at, d.closed_at,
  d.currency, d.amount_minor,
  (SELECT o.name FROM company o WHERE o.id = d.company_id) AS company,
  (SELECT u.handle FROM user_account u WHERE u.id = d.owner_id) AS owner
FROM deal d JOIN stage s ON s.id = d.stage_id
WHERE d.deleted_at IS NULL AND s.outcome IN ('won', 'lost')
  AND d.closed_at >= :since AND d.closed_at <= :until/*scope*//*scope*/
ORDER BY d.closed_at, d.id

-- name: interactions
-- The touches of won deals one by one; the channel is the kind where there is none.
WITH closed AS MATERIALIZED (
  SELECT d.id, d.opened_at, d.closed_at
  FROM deal d JOIN stage s ON s.id = d.stage_id
  WHERE d.deleted_at IS NULL AND s.outcome = 'won'
    AND d.closed_at >= :since AND d.closed_at <= :until/*scope*//*scope*/
),
touch AS MATERIALIZED (
  /*touch*/ SELECT i.deal_id, i.id, coalesce(i.channel, i.kind) AS channel, i.occurred_at
  FROM interaction i WHERE i.deleted_at IS NULL /*touch*/
)
SELECT t.id, t.deal_id, t.channel, t.occurred_at
FROM closed c JOIN touch t ON t.deal_id = c.id
ORDER BY t.deal_id, t.occurred_at, t.id
