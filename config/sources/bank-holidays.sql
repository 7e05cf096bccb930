-- Bank holidays (GET https://www.gov.uk/bank-holidays.json): those of England and Wales, for the rules that
-- count working days. A holiday's id is its date.
SELECT
	NULL AS error,
	value ->> 'date' AS id,
	'holiday' AS kind,
	plain(value ->> 'title') AS title,
	(value ->> 'date') || 'T00:00:00Z' AS updated
FROM json_each(:body, '$."england-and-wales".events')
WHERE type = 'object'
UNION ALL
SELECT 'the holidays of "england-and-wales" were expected', NULL, NULL, NULL, NULL
WHERE json_type(:body, '$."england-and-wales".events') IS NOT 'array'
