"""Where matters are kept: database, tables and migrations, and the journal of all that happened."""
