"""Pages as responses: who looks, what kind of answer is wanted, `respond`, pages of errors."""
