"""What chance alone would do to a figure: intervals, tests, control charts, trends and forecasts.

Standard library only, figures in and out as Decimals. The methods here know numbers and nothing of measures, but for
`change`, `verdicts` and `year_end`, which choose among them for a measure's history."""
