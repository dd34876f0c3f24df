"""Korean texts of error messages, a table for each part of the package; ``rendering.words.errors`` looks them up."""
