"""Every measure counted a second time, slowly, as a clerk would from its words: nothing here reads how a measure counts."""
