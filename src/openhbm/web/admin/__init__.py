"""Administration: users, roles, posts, content. Nothing here is about the people who arrive."""
