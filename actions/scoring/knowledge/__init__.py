"""Knowledge questions: there is a right answer, so likeness to model answers says something here (and only here)."""
