"""Finding a case, a person or an organisation by whatever an officer has in hand."""
