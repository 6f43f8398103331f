"""The use cases, one function each: the rooms meet here, with model objects in hand."""
