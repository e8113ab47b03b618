"""What a release holds besides its pages: tables, downloads, feeds, sitemaps, pictures."""

FEED_LENGTH = 50
"""So many articles a feed shows."""
