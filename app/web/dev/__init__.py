"""What only a developer sees: faults with their source, pages that follow their files."""
