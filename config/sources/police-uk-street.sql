-- Street crime of data.police.uk (POST /api/crimes-street/all-crime): one answer is one hub and one month.
-- Gives one measure a hub and category, with explicit zeros, and of each the point of that month.
--
-- The service answers a misspelt or missing date with the latest month, and a month that is not yet
-- published with an empty list: both are refused here, so that they never look like "no crime".
-- Recorded crime is context, not a target: its polarity is neutral (domain.md, 2.3 and rule 5).
WITH crime AS MATERIALIZED (
	SELECT value ->> 'category' AS category, value ->> 'month' AS month
	FROM json_each(:body)
	WHERE type = 'object' AND typeof(key) = 'integer' -- a list has numbers for keys, an object names
),
known (category, title, area, tags) AS (VALUES
	('anti-social-behaviour', 'Anti-social behaviour', 'hubs', NULL),
	('bicycle-theft', 'Bicycle theft', 'hubs', NULL),
	('burglary', 'Burglary', 'hubs', NULL),
	('criminal-damage-arson', 'Criminal damage and arson', 'hubs', 'SVD'),
	('drugs', 'Drugs', 'prevention', NULL),
	('other-crime', 'Other crime', NULL, NULL),
	('other-theft', 'Other theft', 'hubs', NULL),
	('possession-of-weapons', 'Possession of weapons', 'prevention', 'SVD'),
	('public-order', 'Public order', 'hubs', NULL),
	('robbery', 'Robbery', 'prevention', 'SVD'),
	('shoplifting', 'Shoplifting', 'hubs', NULL),
	('theft-from-the-person', 'Theft from the person', 'hubs', NULL),
	('vehicle-crime', 'Vehicle crime', 'hubs', NULL),
	('violent-crime', 'Violence and sexual offences', 'prevention', 'SVD')
),
counted AS (SELECT category, count(*) AS crimes FROM crime GROUP BY category),
listed AS (
	SELECT known.*, coalesce(crimes, 0) AS crimes FROM known LEFT JOIN counted USING (category)
	UNION ALL -- a category that the service adds one day is shown under its own name
	SELECT slug(category), replace(slug(category), '-', ' '), NULL, NULL, crimes
	FROM counted WHERE category NOT IN (SELECT category FROM known)
),
fault (error) AS (SELECT CASE
	WHEN NOT EXISTS (SELECT 1 FROM crime) THEN iif(json_type(:body) = 'array',
		'no crimes at all for ' || :month || ': that month is not published yet', 'a list of crimes was expected')
	WHEN EXISTS (SELECT 1 FROM crime WHERE category IS NULL) THEN 'a crime has no category'
	WHEN EXISTS (SELECT 1 FROM crime WHERE month IS NOT :month) THEN 'asked for ' || :month || ', the answer is for '
		|| coalesce((SELECT month FROM crime WHERE month <> :month LIMIT 1), 'no month at all')
	END)
SELECT
	(SELECT error FROM fault) AS error,
	'street-crime/' || :hub || '/' || category AS id,
	'measure' AS kind,
	title || ', recorded' AS title,
	date(:month || '-01', '+1 month') || 'T00:00:00Z' AS updated,
	:hub AS hub,
	area,
	tags,
	category,
	'NYP' AS owner,
	'count' AS unit,
	'neutral' AS polarity,
	31 AS lag_days,
	:month AS period,
	crimes AS value
FROM listed
