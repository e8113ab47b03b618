"""What a release holds besides its pages: tables, downloads, feeds, sitemaps, pictures."""
