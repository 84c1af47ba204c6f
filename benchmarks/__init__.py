"""Measurements of speed, to be run by hand: nothing in the project depends on them."""
