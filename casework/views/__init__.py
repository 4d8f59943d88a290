"""The screens, one small module each. Permission is part of every query; writing goes through the door."""
