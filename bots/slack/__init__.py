"""The Slack door: an event becomes a Message, a Reply becomes Block Kit."""
