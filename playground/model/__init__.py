"""The network and its parts: activations, first weights, losses, the forward pass."""
