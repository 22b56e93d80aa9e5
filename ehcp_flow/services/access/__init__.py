"""Who gets in, by which means, and which cases they may see."""
