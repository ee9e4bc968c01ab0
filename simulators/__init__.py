"""The world outside, on loopback: HR's groups, the HR system, candidates. Imports nothing of ours, to catch mistakes."""
