"""Text to forms and back: reader, printer, faults with their places in the text.

Knows no meaning of any name.
"""
