"""`python -m rhyddid` is the `rhyddid` command."""

from rhyddid.cli import main

main()
