"""What may be read: by everybody, by the writer, by search."""
