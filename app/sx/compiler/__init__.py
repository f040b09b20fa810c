"""Forms to nodes: every name resolved, every arity and context checked, nothing run.

`Compiler` turns one form of one file into a node; `Known` is what it may
refer to. The rest of the package is by what stands in the list: `calls`,
`elements`, and `toplevel` for definitions, components and pages. Knows no
Python code generation and no files.

A fault does not stop the compiler: it is kept, the form counts as nil, and
what stands beside it is compiled too, so that an author sees all faults at once.
"""
