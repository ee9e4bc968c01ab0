"""People, their applications, the stages these go through and the links that invite them."""
