"""`python -m wrt` and the `wrt` command: hands over to the command line and returns its exit code."""

from __future__ import annotations

import sys


def run() -> None:
    """Run the command line and leave the process with its exit code."""
    from wrt.cli import main

    sys.exit(main())


if __name__ == "__main__":
    run()
