"""Text to forms and back: reader, printer, and faults with their places in the text.

Knows no meaning of any name.
"""
