"""Home, columns, articles, and the pages for what is not there."""
