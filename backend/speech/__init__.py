"""Speech: what was said in a recording, and how sure that is."""
