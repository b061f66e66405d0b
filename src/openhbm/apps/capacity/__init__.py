"""What is there and what it will take: stock, staff and plans of every post."""
