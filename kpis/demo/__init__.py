"""What a new installation is shown with: an invented council, and two councils' published figures."""
