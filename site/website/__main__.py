"""`python -m website`: the command line without its script."""

from website.cli import run

if __name__ == "__main__":
    run()
