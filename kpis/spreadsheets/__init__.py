"""Tables as CSV, XLSX and ODS, out and in, with the guards against hostile files. It knows no measure."""
