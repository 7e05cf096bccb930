#!/bin/sh
# A whole briefing by text alone, on the demonstration's files: two actions, a minute, a question carried forward,
# decisions, read back, closed. The next start shows them, and as changed only what changed after.
. "$(dirname "$0")/../lib.sh"
demo_files
records() { at "$1" query "$2" --format json | jq -r '[.records[].id] | sort | join(" ")'; }

at 2023-03-10T08:55:00Z sync >/dev/null
at 2023-03-10T09:00:00Z close >/dev/null
is 'close writes actions.csv, with no action yet' "$(wc -l <"$XDG_STATE_HOME/hubbrief/actions.csv")" 1

# The room, then page 2; the tenth of March was read with today's files, so only A-41 has changed since: newly late.
cat >"$T/first" <<'END'
SCA-BC
NYP, YJS

2
fri, waiting for the survey
a send training dates to CSP, NYP, fri

END
at 2023-03-14T08:45:00Z brief --plain <"$T/first" >"$T/out" 2>"$T/error"
is 'the end of the input stops it: exit 0' $? 0
out=$(cat "$T/out")
is 'nothing on standard error' "$(cat "$T/error")" ''
is 'the marking stands first' "$(head -n 1 "$T/out" | cut -c 1-18)" OFFICIAL-SENSITIVE
is 'and last' "$(tail -n 1 "$T/out")" 'OFFICIAL-SENSITIVE.'
is 'no control characters' "$(tr -d '\n' <"$T/out" | grep -c '[[:cntrl:]]')" 0
is 'every line is a sentence' "$(grep -cv '[.:?]$' "$T/out")" 0
has 'who is here' "$out" 'Present: NYP, YJS.'
has 'how old it is' "$out" 'partners/richmondshire is dead: its data are of Tue 7 Mar 08:30.'
has 'what is newly late' "$out" 'Line 1: now late, Scarborough, Lighting survey, zone 2, owner SCA-BC.'
has 'its choices' "$out" '1 done, 2 new date, 3 escalate, 4 leave as it is, Enter goes on.'
has 'a new date with its reason' "$out" \
	'Saved. New date: Lighting survey, zone 2. Why: waiting for the survey. Owner SCA-BC. Due Fri 17 Mar.'
has 'an action is said before it is saved' "$out" 'Will save: Send training dates to CSP. Owner NYP. Due Fri 17 Mar.'
has 'and after' "$out" 'Saved. Action: Send training dates to CSP. Owner NYP. Due Fri 17 Mar.'
has 'where it stopped' "$out" 'resumes it at page 2.'
is 'the action stands among the records' "$(records 2023-03-14T08:46:00Z source:room)" R-1
is 'and is found by its words' "$(records 2023-03-14T08:46:00Z '"training dates" source:room')" R-1
is 'and counts as due soon' "$(records 2023-03-14T08:46:00Z 'due-soon source:room')" R-1

# It resumes: page 2, then late and due today, to the read-back, and 1 closes it.
cat >"$T/second" <<'END'


n
1
a send training dates again, fri

m The pavilion was discussed.
3
NYP
q Who keeps the key of the pavilion?
n
n
n
u
q Who keeps the spare key?

3

1
u
f
1

END
at 2023-03-14T08:55:00Z brief --plain <"$T/second" >"$T/out" 2>"$T/error"
is 'the second part: exit 0' $? 0
out=$(cat "$T/out")
has 'it resumes at its page' "$out" 'goes on at page 2.'
has 'and offers who recorded and who was here' "$out" 'Which office is recording? Enter: SCA-BC.
Saved.
Who is here? Enter: NYP, YJS.'
has 'late' "$out" 'Line 1: 18 days, Countywide, Recommendation REC-07, owner ICB.'
has 'done' "$out" 'Saved. Done: Recommendation REC-07. Owner ICB.'
has 'the owner comes from the line' "$out" 'Will save: Send training dates again. Owner SEL-DC. Due Fri 17 Mar. Selby.'
has 'a minute about the line' "$out" 'Saved. Minute: The pavilion was discussed. About: Target-harden pavilion.'
has 'escalated' "$out" 'Saved. Escalated: Target-harden pavilion. To: NYP. Owner SEL-DC.'
has 'what was decided is said with its line' "$out" 'newly late, owner SCA-BC; decided: new date.'
has 'this week' "$out" 'Sat 18 Mar, Scarborough, Tension: potential, level 4, planned gathering, owner NYP.'
has 'duties count down' "$out" '323 days, County+York, Serious violence strategy published'
has 'undone' "$out" 'Undone: Question, carried until it is answered: Who keeps the key of the pavilion?'
back=$(sed -n '/^Page 6/,$p' "$T/out")
has 'the read-back: done' "$back" 'Done: Recommendation REC-07. Owner ICB.'
has 'the read-back: the first part too' "$back" 'New date: Lighting survey, zone 2.'
has 'the read-back: the question' "$back" 'Question, carried until it is answered: Who keeps the spare key?'
has 'it asks before it closes' "$back" 'Finish? 1 Close: changes will count from 08:55. 2 Stop, resume later. 3 Back.'
has 'closed' "$back" 'Closed. Changes count from Tue 14 Mar 08:55.'
has 'opened again' "$back" 'It is open again.'
is 'and closed again' "$(echo "$back" | grep -c '^Closed. Changes count')" 2
csv=$XDG_STATE_HOME/hubbrief/actions.csv
is 'actions.csv is private' "$(stat -c %a "$csv")" 600
is 'and holds both' "$(cut -d , -f 1-4 "$csv" | tail -n +2 | tr -d '\r' | tr '\n' ' ')" \
	'R-1,Send training dates to CSP,NYP,2023-03-17 R-2,Send training dates again,SEL-DC,2023-03-17 '

# The next morning.
is 'nothing has changed since' "$(records 2023-03-14T09:00:00Z 'new or changed')" ''
sed -i 's/"id": "A-45"/"id": "A-45x"/' "$T/feed/hambleton.json"
sed -i 's/"generated_at": "2023-03-14T08:30:00Z"/"generated_at": "2023-03-15T08:30:00Z"/' "$T/feed/hambleton.json"
at 2023-03-15T08:40:00Z sync >/dev/null
is 'as new only what came after' "$(records 2023-03-15T08:45:00Z new)" A-45x
is 'the actions of the day before are there' "$(records 2023-03-15T08:45:00Z source:room)" 'R-1 R-2'
out=$(printf '%s\n' '' 'Mr Smith' 'nyp, sca' '1' 'The caretaker.' | at 2023-03-15T08:45:00Z brief --plain)
has 'names are no agencies' "$out" 'Not saved: Mr is no agency known here.'
has 'the question is carried forward' "$out" 'Line 1: 14 Mar, Who keeps the spare key?'
has 'and answered' "$out" 'Saved. Answered: Who keeps the spare key? The caretaker.'

# Outside a meeting.
is 'add' "$(at 2023-03-15T08:50:00Z --hub selby add 'count the beds, ICB, +5wd')" \
	'Saved: Count the beds.  Owner ICB.  Due Wed 22 Mar.  Selby.'
is 'add stands in its hub' "$(records 2023-03-15T08:51:00Z 'hub:selby source:room')" 'R-2 R-3'
at 2023-03-15T08:50:00Z add 'ring 07700 900123, NYP, fri' >"$T/out" 2>"$T/error"
is 'add refuses a telephone number: exit 2' $? 2
has 'and says why' "$(cat "$T/error")" 'telephone number'
at 2023-03-15T08:50:00Z add '=HYPERLINK, ICB, fri' >/dev/null
printf 's\n' | at 2023-03-15T08:52:00Z brief --plain >/dev/null
is 'a formula is made harmless' "$(at 2023-03-15T08:53:00Z query 'source:room id:R-4' --format json | jq -r '.records[].title')" \
	'=HYPERLINK'

# Part by part; to the next line of a hub; what was said wrongly is put right, not said again.
cat >"$T/parts" <<'END'


go selby
a
check the gate
NPY
nyp
soon
fri

g Hate
u
s
END
out=$(at 2023-03-15T09:00:00Z brief --plain <"$T/parts")
has 'goes to the next line of a hub' "$out" 'Page 2 of 6: changed.
Line 2: now late, Selby, Case review: vacant premises'
has 'asks part by part' "$out" 'What is to be done?
Who will do it?'
has 'asks for a part again' "$out" 'NPY is no agency known here. Did you mean NYP?
By when?
That is no day. For example: fri, +7d, 21 Mar, 5 working days.
Will save: Check the gate. Owner NYP. Due Fri 17 Mar. Selby.'
has 'a word is no office' "$out" 'Which office is recording? Enter: SCA-BC.'
has 'to an area' "$out" 'Page 3 of 6: late and due today.
Line 4: 1 day, Harrogate, Refresh third-party reporting centre'
has 'what is undone is said' "$out" 'Undone: Action: Check the gate. Owner NYP. Due Fri 17 Mar.'

# A feed that names it takes it over.
jq '.records += [(.records[] | select(.id == "A-44") | .id = "SEL-99" | .refs = ["R-2"] | .title = "Training dates")]
	| .generated_at = "2023-03-15T09:30:00Z"' "$T/feed/selby.json" >"$T/new" && mv "$T/new" "$T/feed/selby.json"
at 2023-03-15T09:40:00Z sync >/dev/null
is 'a feed that names a room action takes it over' "$(records 2023-03-15T09:41:00Z 'source:room')" 'R-1 R-3 R-4'
is 'and reports it' "$(records 2023-03-15T09:41:00Z 'id:SEL-99')" SEL-99
jq '.records += [(.records[] | select(.id == "SEL-99") | .id = "R-1" | .refs = [] | .title = "Training dates, again")]
	| .generated_at = "2023-03-15T09:50:00Z"' "$T/feed/selby.json" >"$T/new" && mv "$T/new" "$T/feed/selby.json"
at 2023-03-15T10:00:00Z sync >/dev/null
is 'one with the id of a room action is it' "$(records 2023-03-15T10:01:00Z 'source:room')" 'R-3 R-4'
is 'and stands once' "$(at 2023-03-15T10:01:00Z query id:R-1 --format json | jq -r '.records[] | .source + " " + .title')" \
	'partners Training dates, again'

# The close of the fifteenth was forgotten.
out=$(printf 'maybe\n' | at 2023-03-16T08:45:00Z brief --plain)
is 'a forgotten close is offered until the answer is one' "$out" \
	"Wednesday's briefing was not closed: close it at 09:00 on Wednesday? yes or no.
Wednesday's briefing was not closed: close it at 09:00 on Wednesday? yes or no."
out=$(printf 'n\n\n\ns\n' | at 2023-03-16T08:45:00Z brief --plain)
has 'no goes on with it' "$out" 'It was begun at 08:45 on Wed 15 Mar and goes on at page'
at 2023-03-16T08:45:00Z close >/dev/null
printf '\n\nm A minute.\ns\n' | at 2023-03-16T09:00:00Z brief --plain >/dev/null
out=$(printf 'yes\n\n\nn\ns\n' | at 2023-03-17T08:45:00Z brief --plain)
has 'yes closes it' "$out" 'Closed. Changes count from Thu 16 Mar 09:00.'
has 'and begins another' "$out" 'Changes count since the briefing of Thu 16 Mar 09:00.'

# A briefing of one hub is not closed as one of all.
at 2023-03-17T08:50:00Z close --hub selby >"$T/out" 2>"$T/error"
is 'close --hub of another: exit 1' $? 1
has 'and says which is open' "$(cat "$T/error")" 'A briefing of daily for all hubs is still open.'
done_testing
