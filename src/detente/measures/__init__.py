"""What series and incidents say, measured."""
