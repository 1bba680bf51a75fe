"""The doors that mail comes in by. Each gives bytes and an envelope to the spool or to `rhyddid.post.receive`."""
