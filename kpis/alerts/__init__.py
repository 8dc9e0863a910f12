"""What goes out by itself: reminders of figures that are owed and of steps that wait."""
