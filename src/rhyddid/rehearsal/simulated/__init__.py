"""The authorities of a rehearsal: invented bodies, what each will do, the mails it writes, the server it listens at.

Pure: no Django, no database, no clock. Everything follows from the authority, the seed and the request's mail.
Nothing here may name a real authority as the author of anything; every letter says that it is simulated.
"""
