"""Estimating parameters from data: data in, estimates out."""
