"""What stands beside the record of a case: notes, documents, who looked, and steps that wait for a signature."""
