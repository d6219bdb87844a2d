"""The server's own drawings as pixels: icons and share pictures, painted from the same SVG that pages show."""
