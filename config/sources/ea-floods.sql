-- Flood warnings of the Environment Agency (GET /flood-monitoring/id/floods): one notice a warning whose
-- flood area touches North Yorkshire. A quiet day is an empty list and gives no notice, which is no fault.
-- The river stands first, because a narrow list cuts the end off. Times come without a zone and are UK local
-- time. Level 4 is a warning that is no longer in force.
WITH item AS (
	SELECT value, value ->> 'severityLevel' AS grade, value ->> '$.floodArea.county' AS county
	FROM json_each(:body, '$.items')
	WHERE type = 'object'
),
warning AS (
	SELECT
		value ->> 'floodAreaID' AS id,
		plain(value ->> 'description') || ': ' || lower(plain(value ->> 'severity')) AS heading,
		coalesce(plain(value ->> '$.floodArea.riverOrSea') || ': ', '') || plain(value ->> 'message') AS words,
		max(coalesce(instant(value ->> 'timeMessageChanged', 'Europe/London'), ''),
			coalesce(instant(value ->> 'timeSeverityChanged', 'Europe/London'), ''),
			coalesce(instant(value ->> 'timeRaised', 'Europe/London'), '')) AS changed,
		substr(value ->> 'timeRaised', 1, 10) AS raised,
		substr(value ->> 'timeSeverityChanged', 1, 10) AS turned,
		grade,
		CASE grade WHEN 1 THEN 'critical' WHEN 2 THEN 'high' WHEN 3 THEN 'medium' WHEN 4 THEN 'low' ELSE grade END
			AS severity,
		', ' || county || ',' LIKE '%, York,%' AS york
	FROM item
	WHERE county LIKE '%North Yorkshire%'
)
SELECT
	NULL AS error,
	id,
	'notice' AS kind,
	iif(length(heading) > 80, substr(heading, 1, 79) || '…', heading) AS title,
	changed AS updated,
	raised AS published,
	turned AS effective,
	'local' AS level,
	severity,
	iif(grade = 4, 'withdrawn', 'live') AS status,
	iif(york, 'york', NULL) AS tags,
	iif(length(words) > 280, substr(words, 1, 279) || '…', words) AS note
FROM warning
UNION ALL
SELECT 'a list of warnings, "items", was expected', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
WHERE json_type(:body, '$.items') IS NOT 'array'
