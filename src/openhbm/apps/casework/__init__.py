"""Who needs what, and who helps: screenings, findings, referrals with clocks."""
