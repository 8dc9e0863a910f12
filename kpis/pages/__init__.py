"""Pages that show many rooms: home, a council, a measure, My figures, closing, a job."""
