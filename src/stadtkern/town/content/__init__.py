"""What the town writes itself: pages and news in two languages, with drafts and approval; and who may do what."""
