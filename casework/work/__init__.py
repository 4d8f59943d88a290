"""The work of the office: who owes what by when, in whose hands it is, and how it is shared out."""
