"""A realistic day against the installed site: `manage.py loadtest`.

`day` runs it, `person` is one of its people, `socket` carries their frames, `server` is the process under test, and
`figures` measures and names the first limit that failed. Its people and rooms are made and removed by
`chat.actions.demo.load_test`.
"""
