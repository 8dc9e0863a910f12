"""Jobs and e-mail: claimed, leased, done or tried again. It knows no job: each room registers its own."""
