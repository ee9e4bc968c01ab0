"""What is asked, answered and said: data a non-programmer can read, with its loader, renderer and check."""
