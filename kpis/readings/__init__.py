"""The store of figures: what the viewer may know of them, the only writer of their versions, and which periods are
open."""
