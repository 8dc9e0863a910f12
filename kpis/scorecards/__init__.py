"""The scorecard of a plan or a committee, what changed since the period before, and their files."""
