"""From source files to a release: read, check, build, record, switch."""
