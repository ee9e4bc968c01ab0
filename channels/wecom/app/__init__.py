"""The self-built app: members of the corp, that is HR people and internal candidates."""
