"""What a PDF from a stranger goes through: read in a process of its own, with little time and memory, never here."""
