"""TensorFlow Playground: its random stream, its data and first weights, its links, its quirks.

All that a link of that program needs to give the same run here. Nothing in this package trains: a
quirk of its training is named here (`quirks`) and carried out by `train/`.
Reference: https://github.com/tensorflow/playground, state of 2018 to today.
"""
