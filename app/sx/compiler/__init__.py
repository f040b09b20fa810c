"""Forms to nodes: every name resolved, every arity and context checked, nothing run.

`Compiler` turns one form of one file into a node; `Known` is what it may refer to. The modules
are by what a list calls: `calls`, `elements`, and `toplevel` for definitions, components and
pages. Knows no code generation and no files.

A fault does not stop the compiler: it is recorded, the form counts as nil, and compiling goes
on, so that an author sees all faults at once.
"""
