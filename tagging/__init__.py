"""Text to suggestions, and free text to draft qualifications: no tables, no Slack.

The doors: `tagger` (skills for an activity), `shortlist` (the catalogue's index), `intake` and `correction`
(qualifications), `dates` (a date in somebody's words), `embedding` and `llm` (the models), `evals` (how good it is).
Nothing is imported here, so that who needs one door doesn't load what is behind the others.
"""
