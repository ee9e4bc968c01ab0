"""Stand-ins at the ports."""
