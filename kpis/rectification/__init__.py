"""What follows a performance failure: notice, plan, actions, reviews, and risks notified before."""
