"""The search for a measure: what its words are, the texts that it goes through, and what is told of what was found."""
