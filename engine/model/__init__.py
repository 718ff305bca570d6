"""The networks: tensors in, tensors out. Only reading.py, checkpoint.py and text.py open files."""
