"""The website: an edition's pages, and what must be live."""
