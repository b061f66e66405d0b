"""What is going on: the situation page's figures and the situation report."""
