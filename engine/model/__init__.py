"""The networks: tensors in, tensors out. Only checkpoint.py and conditioning.py read files."""
