"""What short replies mean, in four languages, by rules a person can read: yes and no, months, options, dates."""
