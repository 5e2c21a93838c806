-- Answers to surveys, with who gave them, what about, and whether someone followed them up.
SELECT
  v.id, v.uid, v.kind, v.score, v.comment, v.answered_at, v.contact_id, v.company_id, v.ticket_id,
  v.deal_id,
  (SELECT c.name FROM contact c WHERE c.id = v.contact_id) AS contact,
  (SELECT o.name FROM company o WHERE o.id = v.company_id) AS company,
  (SELECT t.subject FROM ticket t WHERE t.id = v.ticket_id) AS ticket,
  (SELECT d.title FROM deal d WHERE d.id = v.deal_id) AS deal,
  CASE WHEN (v.kind = 'csat' AND v.score <= 2) OR (v.kind = 'nps' AND v.score <= 6)
    THEN 'yes' ELSE 'no' END AS unhappy,
  CASE WHEN EXISTS (SELECT 1 FROM task k WHERE k.survey_id = v.id AND k.deleted_at IS NULL)
    OR EXISTS (SELECT 1 FROM interaction i WHERE i.survey_id = v.id AND i.deleted_at IS NULL)
    THEN 'yes' ELSE 'no' END AS followed_up,
  (SELECT s.expectation || '/' || s.perception FROM survey_score s
    WHERE s.survey_id = v.id AND s.dimension = 'tangibles') AS tangibles,
  (SELECT s.expectation || '/' || s.perception FROM survey_score s
    WHERE s.survey_id = v.id AND s.dimension = 'reliability') AS reliability,
  (SELECT s.expectation || '/' || s.perception FROM survey_score s
    WHERE s.survey_id = v.id AND s.dimension = 'responsiveness') AS responsiveness,
  (SELECT s.expectation || '/' || s.perception FROM survey_score s
    WHERE s.survey_id = v.id AND s.dimension = 'assurance') AS assurance,
  (SELECT s.expectation || '/' || s.perception FROM survey_score s
    WHERE s.survey_id = v.id AND s.dimension = 'empathy') AS empathy,
  v.created_at, v.updated_at, v.deleted_at, v.search_text
FROM survey v
