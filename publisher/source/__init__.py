"""Reading a source folder: settings, articles and data packages into frozen values."""
