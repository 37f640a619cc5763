"""Labs: what thousands of networks show that one cannot.

Each lab is a plain generator, used by the command line and by the labs' process alike
(`python -m playground.labs`); docs/labs.md says how to write one.
"""
