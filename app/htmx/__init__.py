"""What the host's widgets talk to, one module for each sort of question."""
