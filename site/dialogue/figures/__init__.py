"""How fast and how well boards and units answer: figures with their denominators.

`measures` turns matters into columns, `rows` counts them by group, `suppression` decides what may
be shown, `daily` keeps what was shown on each day.
"""
