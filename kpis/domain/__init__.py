"""What the figures mean. The standard library only: no framework, no database, no clock."""
