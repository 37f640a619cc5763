"""The training engine: experiments become programs, programs advance batches of networks.

`problem` turns an experiment into plain arrays, `engine` is the compiled training loop,
`probe` reads what the page shows, `programs` compiles both and keeps a few. JAX arrays do not
leave this folder.
"""
