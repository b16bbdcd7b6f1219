"""The pages on which agencies are judged: rankings, one agency's figures, the reports behind them, and the weights."""
