"""What leaves the building: requests to other people's servers, and nothing else."""
