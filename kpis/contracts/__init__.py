"""What a contract comes to: its terms, the verdict on each KPI by clauses of the contract, reports and bands."""
