"""The pages of the console, one file each. Imported only when the console is mounted."""
