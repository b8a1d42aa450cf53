"""Wrong derivations by the thousand, made of right ones, and what the checker says of them."""
