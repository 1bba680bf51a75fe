"""Exports of an answer sheet: CSV, XLSX, Parquet, a Frictionless data package."""
