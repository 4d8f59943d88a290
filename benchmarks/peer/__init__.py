"""The same ten steps in viewflow's workflow engine."""
