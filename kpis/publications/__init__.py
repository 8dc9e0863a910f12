"""What was published: the list, one with its versions and files, what has changed since, the feed."""
