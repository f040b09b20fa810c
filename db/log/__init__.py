"""What is noted at each commit: which questions have other answers now, and what lists show."""
