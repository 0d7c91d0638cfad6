"""HomeIQ's own database: the one place with SQL of ours."""
