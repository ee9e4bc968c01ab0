"""`python -m miantan` is the `miantan` command."""

from miantan.cli import main

main()
