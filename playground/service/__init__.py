"""The live service: runs in motion, their frames, and the socket that carries both.

Knows numpy, the standard library and Starlette, and no Streamlit: whatever the host page has
to say (base path, allowed hosts) comes in as plain values.
"""
