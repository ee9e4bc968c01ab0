"""What short replies mean, in four languages, by rules a person can read: yes, no, months, options, dates."""
