"""What leaves the building: requests to strangers' servers."""
