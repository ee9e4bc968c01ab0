"""The web console: HR reads reports, listens, and decides. Built with NiceGUI, which serves everything itself."""
