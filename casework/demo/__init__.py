"""The demo office: people who do not exist, and how far each of their files has come.

`cast` are the people, `stories` what happened to each of them, `teller` plays it all through the door
in the order of time. Nothing outside the command `seed_demo` imports this package.
"""
