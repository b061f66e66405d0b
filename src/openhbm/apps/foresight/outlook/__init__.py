"""What is expected in the next days: at posts, in areas and countries, by class and by hour."""
