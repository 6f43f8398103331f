"""Many reports become one: which are used, how each row is made, what it is made of."""
