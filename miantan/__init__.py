"""The console command and composition root: the only place where things are built and wired."""
