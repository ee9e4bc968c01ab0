"""How far the scorer agrees with labelled answers, against simple baselines: `python -m actions.scoring.evaluation`."""
