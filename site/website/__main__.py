"""`python -m website`: the command line without its script."""

from website.cli import main

if __name__ == "__main__":
    main(prog_name="lightwell")
