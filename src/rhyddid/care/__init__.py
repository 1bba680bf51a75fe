"""Care: what operators must look at (tasks) and what was done (the audit log), with a generic subject."""
