"""Live rooms: people build one variant together over WebSockets. Knows no Django."""
