"""What those who administer accounts see of them."""
