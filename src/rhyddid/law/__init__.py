"""Law: calendars, regimes, clocks and exemptions as data, and one small engine. Values in, values out."""
