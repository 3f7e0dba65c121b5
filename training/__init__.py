"""How the weights in assistant/models are made, from the banks in training/data to the model card."""
