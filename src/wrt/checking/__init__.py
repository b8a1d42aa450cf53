"""Written derivations checked line by line: which line does not follow, why, and what was probably meant.

`checking.check` is the way in.  `written` takes a line apart, `paper` keeps what is known so far (shapes, definitions,
hypotheses), `judging` decides a line, `mistakes` names what went wrong.
"""
