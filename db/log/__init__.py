"""What each commit records: the topics that changed, and what lists show."""
