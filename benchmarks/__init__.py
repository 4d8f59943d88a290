"""Measurements: what a step costs, against viewflow's workflow engine and against bare SQL."""
