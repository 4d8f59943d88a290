"""A year of official statistics through the real code: the door, the sweep, the queues; nothing is mocked.

figures     the published figures, read and checked
plan        how many filings and decisions fall on which day in which office
population  the people who file, invented
staff       the officers, and the work in their queues
forms       what officers enter
hands       the virtual clock and the door
run         the days, one after another
counted     received, processed and pending, asked of the database
report      the result beside the published figures
database    a database of its own for all this
"""
