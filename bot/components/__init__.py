"""Our parts of the Rasa graph: understanding, the stage gate and the disposable tracker store."""
