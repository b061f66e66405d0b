"""What does this paper say and can it be trusted? Numbers with check characters."""
