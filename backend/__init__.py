"""The record and the HR side: database, turns, outbox, recruiting, reports, API and console."""
