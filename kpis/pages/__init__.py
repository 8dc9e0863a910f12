"""Pages that show many rooms: home, start pages, a council, a measure, My figures, closing, a job."""
