"""The ways out: one file a channel, all of them in `registry.py`, all behind the protocol in `base.py`."""
