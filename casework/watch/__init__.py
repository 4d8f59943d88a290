"""What supervisors watch: people held, dates that passed, load, stuck work, and what more officers would do."""
