-- The quality report. What is wrong is a condition as lists take it (`--where`): the report and the
-- list that shows the records ask the same question.

-- name: counts
-- The records of a noun, and how many of them each condition finds.
SELECT count(*) AS records/*checks*//*checks*/
FROM /*view*/ contact_view /*view*/ v
WHERE v.deleted_at IS NULL/*scope*//*scope*/
