"""From a finding to a suggestion: built, checked, worded, ranked."""
