-- The satisfaction report: answers from :start to before :end. Times are UTC text. The key that
-- answers are grouped by stands between two marks. The owner of an answer is who worked on its
-- ticket, else who owns its deal, its contact, its company.

-- name: scores
-- How often each score was given.
SELECT /*by*/ coalesce(
    (SELECT t.assignee_id FROM ticket t WHERE t.id = v.ticket_id),
    (SELECT d.owner_id FROM deal d WHERE d.id = v.deal_id),
    (SELECT c.owner_id FROM contact c WHERE c.id = v.contact_id),
    (SELECT o.owner_id FROM company o WHERE o.id = v.company_id)) /*by*/ AS key,
  v.kind, v.score, count(*) AS answers
FROM survey v
WHERE v.deleted_at IS NULL AND v.answered_at >= :start AND v.answered_at < :end/*scope*//*scope*/
GROUP BY 1, 2, 3

-- name: servqual
-- What was expected and what was perceived, by dimension.
SELECT /*by*/ 'all' /*by*/ AS key, s.dimension, count(*) AS answers,
  CAST(sum(s.expectation) AS BIGINT) AS expectation,
  CAST(sum(s.perception) AS BIGINT) AS perception
FROM survey v JOIN survey_score s ON s.survey_id = v.id
WHERE v.deleted_at IS NULL AND v.kind = 'servqual'
  AND v.answered_at >= :start AND v.answered_at < :end/*scope*//*scope*/
GROUP BY 1, 2

-- name: response
-- Tickets resolved in the period, and those of them that were rated, whenever that was.
SELECT count(*) AS resolved,
  CAST(sum(CASE WHEN t.id IN (SELECT v.ticket_id FROM survey v
    WHERE v.kind = 'csat' AND v.ticket_id IS NOT NULL AND v.deleted_at IS NULL)
    THEN 1 ELSE 0 END) AS BIGINT) AS rated
FROM ticket t
WHERE t.deleted_at IS NULL AND t.resolved_at >= :start AND t.resolved_at < :end/*tickets*//*tickets*/

-- name: follow_up
-- The unhappy answers, and those of them that someone followed up.
SELECT count(*) AS unhappy,
  CAST(sum(CASE WHEN v.followed_up = 'yes' THEN 1 ELSE 0 END) AS BIGINT) AS followed_up
FROM survey_view v
WHERE v.deleted_at IS NULL AND v.answered_at >= :start AND v.answered_at < :end
  AND ((v.kind = 'csat' AND v.score <= 2) OR (v.kind = 'nps' AND v.score <= 6))/*scope*//*scope*/

-- name: unhappy
-- The unhappy answers, those that nobody followed up first, then the latest.
SELECT x.id, x.kind, x.score, x.answered_at, x.comment, x.contact, x.company, x.ticket_id,
  x.deal_id, x.followed_up, (SELECT u.handle FROM user_account u WHERE u.id = coalesce(
    (SELECT t.assignee_id FROM ticket t WHERE t.id = x.ticket_id),
    (SELECT d.owner_id FROM deal d WHERE d.id = x.deal_id),
    (SELECT c.owner_id FROM contact c WHERE c.id = x.contact_id),
    (SELECT o.owner_id FROM company o WHERE o.id = x.company_id))) AS owner
FROM (
  SELECT v.id, v.kind, v.score, v.answered_at, v.comment, v.contact_id, v.company_id, v.contact,
    v.company, v.ticket_id, v.deal_id, v.followed_up
  FROM survey_view v
  WHERE v.deleted_at IS NULL AND v.answered_at >= :start AND v.answered_at < :end
    AND ((v.kind = 'csat' AND v.score <= 2) OR (v.kind = 'nps' AND v.score <= 6))/*scope*//*scope*/
  ORDER BY v.followed_up, v.answered_at DESC, v.id DESC/*limit*//*limit*/
) x
ORDER BY x.followed_up, x.answered_at DESC, x.id DESC

-- name: undated
-- Answers of an unknown time, which are in no period.
SELECT count(*) AS answers
FROM survey v
WHERE v.deleted_at IS NULL AND v.answered_at IS NULL/*scope*//*scope*/

-- name: users
SELECT u.id, u.handle FROM user_account u

-- name: answers
-- The answers one by one. `keys` are what they are split by.
SELECT v.id, v.kind, v.score, v.answered_at, v.followed_up, v.ticket_id, v.contact, v.company,
  v.comment, /*keys*/ NULL AS owner_id, NULL AS ticket_kind, NULL AS customer /*keys*/
FROM survey_view v
WHERE v.deleted_at IS NULL AND v.answered_at >= :start AND v.answered_at < :end/*scope*//*scope*/
ORDER BY v.answered_at, v.id

-- name: servqual_scores
-- The scores of SERVQUAL answers one by one.
SELECT v.id, s.dimension, s.expectation, s.perception
FROM survey v JOIN survey_score s ON s.survey_id = v.id
WHERE v.deleted_at IS NULL AND v.kind = 'servqual'
  AND v.answered_at >= :start AND v.answered_at < :end/*scope*//*scope*/
ORDER BY v.id, s.id

-- name: resolved
-- The tickets resolved in the period one by one, with the ratings that they got.
SELECT t.id, t.subject, t.resolved_at,
  (SELECT min(v.id) FROM survey v
    WHERE v.ticket_id = t.id AND v.kind = 'csat' AND v.deleted_at IS NULL) AS rating
FROM ticket t
WHERE t.deleted_at IS NULL AND t.resolved_at >= :start AND t.resolved_at < :end/*tickets*//*tickets*/
ORDER BY t.resolved_at, t.id
