"""What a committee's paper is made of: the draft's shape, and the sections that this room has blocks for."""
