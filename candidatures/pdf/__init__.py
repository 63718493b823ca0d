"""Checks and rendering of uploaded PDF files, in a separate process with limited time and memory."""
