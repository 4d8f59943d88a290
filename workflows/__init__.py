"""The law as a pure package: no ORM, no clock reading, no I/O."""
