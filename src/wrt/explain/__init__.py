"""Why an answer is right, told the ways people tell it.  What each telling knows is in a file of its own."""
