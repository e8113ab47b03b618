"""The catalogue, datasets, their validation reports, and tables with filters."""
