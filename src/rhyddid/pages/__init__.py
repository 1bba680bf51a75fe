"""Pages: every view, form, template and stylesheet."""
