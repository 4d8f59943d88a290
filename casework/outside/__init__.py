"""What the person outside is told, and in which words: notices, the sheet handed over the counter, contacts."""
