"""For developers only: faults with their source, pages that follow their files."""
