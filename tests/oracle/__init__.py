"""Second opinions on what `wrt` answers: nothing in this room uses the engine's rules, builders or facts."""
