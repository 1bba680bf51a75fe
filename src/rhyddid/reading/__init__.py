"""Reading: what a letter says, question by question, with the words it says it in."""
