"""Invoices and credit notes on paper: as plain text for terminals, as PDF, and as QR codes for transfers."""
