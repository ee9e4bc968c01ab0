"""A résumé file becomes fields, each with its place in the text and how sure we are."""
