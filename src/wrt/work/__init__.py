"""What is done with expressions: normal form, differentials, derivatives, simplification, conditions."""
