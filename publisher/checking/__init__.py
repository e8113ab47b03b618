"""What is wrong in a source: tables against their schemas, articles against each other."""
