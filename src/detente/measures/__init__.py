"""Measures: from incidents to findings, one method a module."""
