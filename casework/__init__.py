"""The files: people, cases, work, clocks, record, and the screens. `actions.py` is the door."""
