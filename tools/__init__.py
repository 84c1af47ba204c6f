"""Tools that build the site, keep the notebooks in order and write assignments: run as `python -m tools.<name>`."""
