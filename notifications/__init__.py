"""Who is told what. Pure: a catalogue of message kinds, and the texts made from them. It sends nothing."""
