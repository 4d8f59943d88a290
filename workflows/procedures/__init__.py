"""The procedures, one package each."""
