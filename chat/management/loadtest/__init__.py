"""A realistic day against the installed site, for `manage.py loadtest`.

`day` runs it, `person` acts, `tab` is a person's connection over a `socket`, `server` has the workers under test,
`figures` and `probes` measure. `chat.actions.demo.load_test` creates and removes the people and rooms.
"""
