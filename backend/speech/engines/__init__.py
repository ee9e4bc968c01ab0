"""One file per way of writing speech down."""
