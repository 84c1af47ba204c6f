/* Takes the place of the theme's 540 KB (compressed) of icons as script; its icon font has those that are seen. */
