"""The faces of a report: what a check found, written for people and for programs, one format a file.

`writers` is the way in; `view` says in words what every face shows, with nothing in it that a terminal or a parser
could take for a command.  Nothing is judged here.
"""
