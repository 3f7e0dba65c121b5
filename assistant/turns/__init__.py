"""What one message leads to: inside a form (`fill`) and outside of one (`talk`)."""
