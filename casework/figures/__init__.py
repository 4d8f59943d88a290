"""How many came in, were ended and are pending, how long it took and which dates were kept.

`lines` says what is counted, `history` counts one file's record (pure), `tallying` keeps the monthly tallies,
`reading` reads them for the pages.
"""
