"""What statistics say of a council's measures: verdicts on change, control charts, assurance, forecasts and runs,
beside the scorecard and never in its place. The methods are the domain's; here belongs what gathers and words them."""
