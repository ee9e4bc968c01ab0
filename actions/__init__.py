"""The interviewer: the Rasa action server and everything it decides."""
