"""The pages between the features: home, the work page of each role, help, health."""
