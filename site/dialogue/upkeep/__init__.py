"""What keeps the board going: the clock's rounds, mail, retention, backups and other keys."""
